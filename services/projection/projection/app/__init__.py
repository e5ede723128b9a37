"""Load, decide, record; the transaction is the runtime's."""
