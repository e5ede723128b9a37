"""The client's README run, and what happens around its blocks, as their comments say it."""

from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from integration.client_world import World
from kit.pages import Block, blocks, prints
from kit.waiting import eventually
from notifier_receiver import Got, receiver
from waymark_client import Waymark

Names = dict[str, Any]
README: Final = Path(__file__).parents[2] / "libs" / "client" / "README.md"


def every_block_prints_what_it_shows(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In turn, in one program, as a reader would type them."""
    monkeypatch.setenv("WAYMARK_URL", made.origin)
    monkeypatch.setenv("WAYMARK_API_KEY", made.key)
    names: Names = {"test_key": made.test_key}
    with ExitStack() as stack:
        around = Around(made, stack)
        for block in blocks(README):
            with ExitStack() as beside:
                for note in block.notes:
                    names |= around.heed(note, beside)
                said = _run(block, names)
            assert prints(block, said), f"{README.name}:{block.line} printed\n{said}"
    assert "played" in names


def _run(block: Block, names: Names) -> str:
    code = compile("\n" * block.line + block.code, str(README), "exec")
    with redirect_stdout(StringIO()) as said:
        exec(code, names)
    return said.getvalue()


class Around:
    """Heeds notes; what it opened ends with `stack`, what a block runs beside with `block`."""

    def __init__(self, made: World, stack: ExitStack) -> None:
        self._made = made
        self._there = stack.enter_context(receiver())
        self._known: Final[dict[str, Callable[[str, ExitStack], Names]]] = {
            "the carrier": self._scanned,
            "meanwhile": self._moving,
            "a receiver listens at": self._listening,
            "the receiver got": self._got,
            "a record comes as": self._record,
            "the mail goes out": self._sent,
        }

    def heed(self, note: str, block: ExitStack) -> Names:
        """Do what a note says; the names that it gives to the blocks."""
        who, _, what = note.partition(": ")
        return self._known[who](what, block)

    def _scanned(self, what: str, _: ExitStack) -> Names:
        self._made.scan_and_wait(*what.split())
        return {}

    def _moving(self, what: str, block: ExitStack) -> Names:
        block.enter_context(self._made.moving(what.split(maxsplit=1)[0]))
        return {}

    def _listening(self, name: str, _: ExitStack) -> Names:
        return {name: self._there.url("/waymark")}

    def _got(self, what: str, _: ExitStack) -> Names:
        kind = what.rpartition(" of ")[2]
        (got,) = eventually(lambda: [one for one in self._there.got if _is_of(one, kind)])
        return {"body": got.body, "headers": got.headers}

    def _record(self, name: str, _: ExitStack) -> Names:
        records = self._made.broker.consume_all("order.events.v1")
        return {name: next(one for one in records if b'"SO-1001"' in (one.value or b""))}

    def _sent(self, trigger: str, _: ExitStack) -> Names:
        with Waymark(self._made.origin, self._made.test_key) as test:
            eventually(lambda: (m := next(test.messages.list())).trigger == trigger and m.kept)
        return {}


def _is_of(got: Got, kind: str) -> bool:
    return bool(msgspec.json.decode(got.body)["type"] == kind)
