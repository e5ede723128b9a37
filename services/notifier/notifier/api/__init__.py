"""Comes in by HTTP: questions about messages."""
