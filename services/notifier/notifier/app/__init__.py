"""Load, decide, record: from what happened to rows, and from rows to messages."""
