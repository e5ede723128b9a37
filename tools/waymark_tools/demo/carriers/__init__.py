"""The two carriers of the day, answering over HTTP as the real ones do."""
