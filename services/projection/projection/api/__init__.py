"""Comes in by HTTP: the read API, live updates and the tracking page."""
