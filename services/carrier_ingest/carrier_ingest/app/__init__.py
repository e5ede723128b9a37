"""Load, decide, record: one file a use case, each the boundary of its transactions."""
