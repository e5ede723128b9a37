"""Comes in by Kafka: statuses of shipments, and what retailers ask on topics of their own."""
