"""Dialects: what a carrier's bytes mean. Pure; nothing here opens, waits, logs or reads a clock."""
