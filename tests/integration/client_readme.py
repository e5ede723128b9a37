"""The client's README run, and what happens around its blocks, as their comments say it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any, Final

import msgspec
import pytest
from integration.client_world import World
from kit.pages import Block, blocks, prints
from kit.waiting import eventually
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
        self._stack = stack
        self._received: list[tuple[bytes, dict[str, str]]] = []
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
        return {name: self._stack.enter_context(receiver(self._received))}

    def _got(self, what: str, _: ExitStack) -> Names:
        kind = what.rpartition(" of ")[2]
        body, headers = eventually(lambda: next(one for one in self._received if is_of(one, kind)))
        return {"body": body, "headers": headers}

    def _record(self, name: str, _: ExitStack) -> Names:
        records = self._made.broker.consume_all("order.events.v1")
        return {name: next(one for one in records if b'"SO-1001"' in (one.value or b""))}

    def _sent(self, trigger: str, _: ExitStack) -> Names:
        with Waymark(self._made.origin, self._made.test_key) as test:
            eventually(lambda: (m := next(test.messages.list())).trigger == trigger and m.kept)
        return {}


def is_of(received: tuple[bytes, dict[str, str]], kind: str) -> bool:
    """Whether a webhook is of this type."""
    return bool(msgspec.json.decode(received[0])["type"] == kind)


@contextmanager
def receiver(received: list[tuple[bytes, dict[str, str]]]) -> Iterator[str]:
    """A program of the retailer's that takes webhooks; its address."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append((body, dict(self.headers.items())))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/waymark"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
