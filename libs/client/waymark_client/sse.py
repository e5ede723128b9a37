"""Server-sent events from bytes as they come, cut wherever the network cut them."""

from collections.abc import Iterator

from msgspec import Struct


class ServerSentEvent(Struct, frozen=True):
    """One event; `last_id` is the id to resume from after it, which an earlier one may have set."""

    name: str
    data: str
    last_id: str


class EventReader:
    """Turns chunks into events, as the standard says: lines end in LF, CR or CRLF and in nothing
    else, so that a U+2028 in a text does not break it; an event without data only moves the id.
    """

    def __init__(self, last_id: str = "") -> None:
        self.last_id = last_id
        self._rest = b""
        self._after_cr = False
        self._id = last_id
        self._name = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that are whole with this chunk."""
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_cr = chunk.endswith(b"\r") if chunk else self._after_cr
        text = (self._rest + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._rest = text.split(b"\n")
        for line in lines:
            event = self._line(line.decode(errors="replace"))
            if event is not None:
                yield event

    def _line(self, line: str) -> ServerSentEvent | None:
        if not line:
            return self._dispatched()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatched(self) -> ServerSentEvent | None:
        # only now: of an event that was cut off nothing is to be passed over
        self.last_id = self._id
        name, data = self._name or "message", self._data
        self._name, self._data = "", []
        return ServerSentEvent(name, "\n".join(data), self.last_id) if data else None
