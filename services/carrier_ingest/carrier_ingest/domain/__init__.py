"""What is decided here, pure: what is new in a payload, what it becomes, when to look again."""
