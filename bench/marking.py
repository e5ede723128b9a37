"""Lets a handler of the runtime say when its first batch came."""

from waymark_runtime.consumer import BatchHandler, Work

from bench.marks import begun


def marking(handler: BatchHandler) -> BatchHandler:
    """The same handler, which says so when its first batch comes."""
    marks = [begun]

    def handle(work: Work) -> None:
        if marks:
            marks.pop()()
        handler(work)

    return handle
