"""The read model built anew from the log, beside the live one, compared and put in."""
