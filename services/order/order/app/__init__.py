"""Load, decide, record: the transaction boundary. No framework here."""
