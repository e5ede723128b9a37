"""Endpoints, what is to be posted to them, and what came of each try."""
