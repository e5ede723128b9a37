"""Comes in by HTTP: what retailers decide."""
