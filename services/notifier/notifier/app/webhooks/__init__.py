"""Webhooks: from new events to deliveries, from deliveries to tries, and what retailers ask."""
