"""Webhooks: who is sent what, when again, and where nothing is ever sent to."""
