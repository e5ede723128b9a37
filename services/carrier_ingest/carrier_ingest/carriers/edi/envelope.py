"""Messages of a block: what is told by whom, and whether each is there as a whole."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.edi.nesting import Grammar
from carrier_ingest.carriers.edi.segments import ADVICE, Elements, Syntax, at, decoded, segments

_MESSAGE: Final = 2


class Reader(Struct, frozen=True, kw_only=True):
    """How a format is read: a segment's elements, and its sender's and recipient's places.

    `charset` tells the character set an interchange declares, as Python names it. Messages of
    another type than `wanted` are not heard.
    """

    grammar: Grammar
    split: Callable[[str, Syntax], Elements | None]
    charset: Callable[[Elements], str]
    message_type: Callable[[Elements], str]
    wanted: str
    sender: int
    recipient: int
    is_test: Callable[[Elements], bool]


class Message(Struct, frozen=True, kw_only=True):
    """A message that is whole, with the opening segments around it."""

    interchange: Elements
    group: Elements
    segments: tuple[Elements, ...]


class _Level(Struct):
    opening: Elements
    inside: list[Elements]
    count: int = 0


class Envelope:
    """Reads the messages of a body. Nothing is heard of one whose count or reference is wrong."""

    def __init__(self, reader: Reader, conventions: Conventions) -> None:
        self.problems: list[str] = []
        self._reader = reader
        self._options = conventions.options
        self._levels: list[_Level | None] = [None, None, None]
        self._charset = "ascii"
        self._refused = False

    def messages(self, body: bytes) -> Iterator[Message]:
        """The messages one after the other; `problems` is complete when they end."""
        grammar = self._reader.grammar
        opens = {level.opens.decode(): depth for depth, level in enumerate(grammar.levels)}
        closes = {level.closes.decode(): depth for depth, level in enumerate(grammar.levels)}
        began = False
        for syntax, raw in segments([body], grammar.opening):
            if raw.startswith(ADVICE):
                continue
            began = True
            segment = self._reader.split(decoded(raw, self._charset), syntax)
            tag = at(segment, 0) if segment else ""
            if segment and tag in opens:
                self._open(opens[tag], segment)
            elif segment and tag in closes:
                yield from self._close(closes[tag], segment)
            else:
                self._inside(segment)
        self._leave(0)
        if not began:
            self.problems.append(f"a payload is no {grammar.name} interchange")

    def _open(self, depth: int, segment: Elements) -> None:
        self._leave(depth)
        if depth == 0:
            self._charset = self._reader.charset(segment)
            self._refused = self._unwanted(segment)
        around = next((one for one in reversed(self._levels[:depth]) if one), None)
        if around is not None:
            around.count += 1
        self._levels[depth] = _Level(segment, [], int(depth == _MESSAGE))

    def _inside(self, segment: Elements | None) -> None:
        message = self._levels[_MESSAGE]
        if message is None:
            self.problems.append(f"a segment of {self._name()} stands outside of its messages")
            return
        message.count += 1
        if segment is None:
            self.problems.append(f"a segment of {self._name()} cannot be read")
        else:
            message.inside.append(segment)

    def _close(self, depth: int, segment: Elements) -> Iterator[Message]:
        self._leave(depth + 1)
        closed, self._levels[depth] = self._levels[depth], None
        level = self._reader.grammar.levels[depth]
        if closed is None:
            self.problems.append(f"{level.closes.decode()} of {self._name()} closes nothing")
            return
        count = closed.count + int(depth == _MESSAGE)
        named = at(closed.opening, level.reference)
        whole = _number(at(segment, 1)) == count and at(segment, 2) == named
        if not whole:
            unheard = ": it is not heard" if depth == _MESSAGE else ""
            self.problems.append(
                f"{level.opens.decode()} {named} of {self._name()} does not end as it must, with "
                f"the count {count} and its own reference{unheard}"
            )
        elif depth == _MESSAGE:
            yield from self._heard(closed)

    def _heard(self, closed: _Level) -> Iterator[Message]:
        interchange, group, _ = self._levels
        if interchange is None:
            self.problems.append(f"a message stands outside of {self._name()}")
        elif (told := self._reader.message_type(closed.opening)) != self._reader.wanted:
            self.problems.append(f"a message of type {told!r} of {self._name()} is not heard")
        elif not self._refused:
            yield Message(
                interchange=interchange.opening,
                group=group.opening if group else (),
                segments=tuple(closed.inside),
            )

    def _leave(self, depth: int) -> None:
        """Give up what is open from this level inwards: its end did not come."""
        for position in range(_MESSAGE, depth - 1, -1):
            left, self._levels[position] = self._levels[position], None
            if left is not None:
                level = self._reader.grammar.levels[position]
                named = f"{level.opens.decode()} {at(left.opening, level.reference)}"
                self.problems.append(f"{named} of {self._name()} is cut off")

    def _unwanted(self, opening: Elements) -> bool:
        """Whether an interchange is a test, or between others than the account names."""
        name = self._reader.grammar.name
        if self._reader.is_test(opening):
            self.problems.append(f"an interchange of {name} is marked as a test and is not heard")
            return True
        for role, place in (("sender", self._reader.sender), ("recipient", self._reader.recipient)):
            wanted, told = self._options.get(role), at(opening, place)
            if wanted is not None and told != wanted:
                self.problems.append(
                    f"an interchange of {name} names the {role} {told!r}; this account's is "
                    f"{wanted!r}: nothing of it is heard"
                )
                return True
        return False

    def _name(self) -> str:
        return f"an interchange of {self._reader.grammar.name}"


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() else -1
