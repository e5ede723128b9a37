"""docs/webhooks.md says what is so, and its lines of Python check what we send."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from notifier.app.webhooks.endpoints import MOST_SECRETS
from notifier.app.webhooks.signing import BadSecret, Posting, Signing
from notifier.domain.webhooks.pace import JITTER, PAUSES, TIMEOUT
from notifier.domain.webhooks.sharing import AT_ONCE
from notifier.store.webhooks.secrets import Sealed, place
from waymark_events.webhooks import RETAILER_TYPES
from waymark_runtime.seal import Seal

TEXT = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text()
SIGNING = Signing(Seal(bytes(32)))
HOOK = UUID(int=7)
OLD, NEW = "whsec_" + "b2xk" * 8, "whsec_" + "bmV3" * 8
BODY = '{"id":"e-1","type":"order.placed.v1","data":{"title":"Weiß"}}'.encode()


def sealed(number: int, secret: str) -> Sealed:
    return Sealed(HOOK, number, SIGNING.close(secret, place(HOOK, number)))


def posted() -> Posting:
    """What leaves while a secret takes another's place."""
    secrets = (sealed(2, NEW), sealed(1, OLD))
    return SIGNING.posting("https://shop.example/", "e-1", BODY, secrets, datetime.now(UTC))


def received(secret: str, headers: dict[str, str], body: bytes) -> Any:
    """The page's own function."""
    found = re.search(r"<!-- a test runs this block -->\n```python\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    named: dict[str, Any] = {}
    exec(compile(found[1], "docs/webhooks.md", "exec"), named)
    return named["received"](secret, headers, body)


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_the_pages_lines_take_what_we_send(secret: str) -> None:
    """With either secret, while one takes the other's place."""
    posting = posted()

    assert received(secret, posting.headers, posting.body)["id"] == "e-1"


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "e-2"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-timestamp": "1"},
    ],
)
def test_the_pages_lines_refuse_what_we_did_not_send(changed: dict[str, str]) -> None:
    """Whatever was changed, and headers that are nonsense; never an exception."""
    posting = posted()

    assert received(NEW, posting.headers | changed, posting.body) is None
    assert received(NEW, posting.headers, posting.body + b" ") is None


@pytest.mark.parametrize("none", ["whsec_", "whsec_a"])
def test_a_secret_that_is_none_says_whose_it_is(none: str) -> None:
    """In words of ours, whatever the library raises."""
    with pytest.raises(BadSecret, match=f"webhook/{HOOK}/1 is no whsec_ secret"):
        SIGNING.posting("https://x/", "e", b"{}", [sealed(1, none)], datetime.now(UTC))


def test_the_page_names_pauses_limits_and_types_as_they_are() -> None:
    """What is written there is what is done."""
    words = [_words(pause) for pause in PAUSES[:5]]
    assert [row.split("|")[2].strip() for row in re.findall(r"\n(\| [2-6] \|.*)", TEXT)] == words
    hours = ", ".join(str(int(pause.total_seconds() // 3_600)) for pause in PAUSES[5:])
    assert f"| 7 to {len(PAUSES) + 1} | {hours} hours |" in TEXT
    assert JITTER == 0.1
    assert "up to a tenth longer" in TEXT
    assert f"within {TIMEOUT.seconds} seconds" in TEXT
    assert (AT_ONCE, MOST_SECRETS) == (8, 5)
    assert "up to eight at once" in TEXT
    for kind in RETAILER_TYPES:
        head = kind.split(".")[0]
        assert f"`{head}." in TEXT


def _words(pause: timedelta) -> str:
    seconds = int(pause.total_seconds())
    return f"{seconds} seconds" if seconds < 60 else f"{seconds // 60} minutes"
