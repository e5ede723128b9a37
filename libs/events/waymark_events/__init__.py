"""The contract of Waymark: what the services say to each other, and nothing else.

Pure: the standard library and msgspec. Nothing here opens a file at import, reads a clock or
talks to a network.
"""
