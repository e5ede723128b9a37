"""Live and test keys: each opens the data of its own mode, whatever was issued."""

import asyncio

import pytest
from starlette.requests import Request
from waymark_events.ids import RetailerId
from waymark_runtime import keys
from waymark_runtime.directory import Key
from waymark_runtime.http import ApiKey, Problem
from waymark_runtime.keys import Mode

PEPPER = "p" * 32


class Keys:
    """Knows one key as this retailer's, as a directory would."""

    def __init__(self, key: keys.ApiKey, owner: str) -> None:
        self._known = Key(key.id, RetailerId(owner), frozenset(), None, None)
        self._digest = keys.digest(key, PEPPER)

    def key_at_hand(self, digest: str) -> Key | None:
        """Remembers nothing."""

    def key(self, digest: str) -> Key | None:
        """Found by digest alone."""
        return self._known if digest == self._digest else None


def opened_by(mode: Mode, owner: str, *, as_mode: Mode | None = None) -> str:
    """Whose data a key opens that is presented, perhaps with its mode written otherwise."""
    key = keys.make(mode)
    shown = keys.ApiKey(as_mode or mode, key.id, key.secret).text
    headers = [(b"authorization", f"Bearer {shown}".encode())]
    request = Request({"type": "http", "headers": headers, "client": ("127.0.0.1", 1)})
    guard = ApiKey(Keys(key, owner), PEPPER)  # type: ignore[arg-type]  # asked as a directory
    return asyncio.run(guard.caller(request)).retailer


def test_each_key_opens_its_own_mode() -> None:
    """A test key is a retailer's test mode's."""
    assert opened_by("live", "shop") == "shop"
    assert opened_by("test", "shop.test") == "shop.test"


@pytest.mark.parametrize(
    ("mode", "owner", "as_mode"),
    [
        ("live", "shop.test", "live"),
        ("test", "shop", "test"),
        ("test", "shop.test", "live"),
        ("live", "shop", "test"),
    ],
)
def test_no_key_opens_the_other_mode(mode: Mode, owner: str, as_mode: Mode) -> None:
    """Neither one that was issued for it by mistake, nor one with `live` and `test` exchanged."""
    with pytest.raises(Problem) as refused:
        opened_by(mode, owner, as_mode=as_mode)

    assert refused.value.status == 401
