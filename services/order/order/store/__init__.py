"""Decisions are kept in a log; what may change or be erased stands in rows beside it."""
