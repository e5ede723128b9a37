"""README's way from nothing to a moving page, walked by a program."""
