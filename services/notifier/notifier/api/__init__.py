"""Comes in by HTTP: what retailers set up and ask of their webhooks."""
