"""Consumers that keep state: batches applied in one transaction, with their positions in it."""

from waymark_runtime.consumer.consuming import Member, consume
from waymark_runtime.consumer.hosting import Consumption
from waymark_runtime.consumer.retrying import Budget
from waymark_runtime.consumer.work import BatchHandler, Deleted, Work

__all__ = ["BatchHandler", "Budget", "Consumption", "Deleted", "Member", "Work", "consume"]
