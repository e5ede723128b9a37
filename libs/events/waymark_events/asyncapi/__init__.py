"""The topics, their messages and who sends and receives them, as an AsyncAPI 3.0 document."""

from waymark_events.asyncapi.document import document

__all__ = ["document"]
