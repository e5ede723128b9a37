"""Comes in by Kafka: the worker's consumer groups, and what is read without one."""
