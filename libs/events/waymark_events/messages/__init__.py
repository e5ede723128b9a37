"""One frozen struct a message type. Fields are only added; a new meaning is a new version."""
