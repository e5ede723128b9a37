"""Our own JSON: pushed with a key and perhaps a signature, or a file of lines."""

import base64
import hashlib
import hmac
from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers.dialect import Channel, Post, Pushing, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.own_json import DIALECT, push
from dialect_hearing import SAMPLES
from dialect_rows import NUMBER, SCAN, conventions, heard

DELIVERED = (SAMPLES / "own_json_push_delivered.json").read_bytes()
DAY = (SAMPLES / "own_json_file_day.jsonl").read_bytes()
KEY = {"push_key": "k-1"}
SIGNED = KEY | {"push_signing_key": "s-1"}


def pushed(body: Any) -> Heard:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return DIALECT.parse(RawPayload(body=raw, channel=Channel.PUSH, conventions=conventions()))


def filed(body: bytes, first_line: int = 1) -> Heard:
    return DIALECT.parse(
        RawPayload(
            body=body, channel=Channel.FILE, conventions=conventions(), first_line=first_line
        )
    )


def signature(body: bytes, key: str = "s-1") -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def admits(credentials: dict[str, str], headers: dict[str, str]) -> bool:
    pushing: Pushing | None = DIALECT.pushing
    assert pushing is not None
    named = {f"x-waymark-{name}": value for name, value in headers.items()}
    return pushing.admits(Post(headers=named, body=DELIVERED), credentials, lambda _: True)


def test_a_push_is_a_list_of_scans() -> None:
    """Each with its time, its place and what is expected."""
    found = pushed(DELIVERED)

    assert [(one.milestone, one.reason) for one in found.statements] == [
        ("out_for_delivery", "progress.update"),
        ("delivered", "delivered.signed"),
    ]
    (estimate,) = found.estimates
    assert estimate.span is not None
    assert (estimate.span.from_, estimate.span.to) == ("2026-03-12T14:00", "2026-03-12T16:00")
    assert "Beispiel" not in repr(found.statements)
    assert (found.problems, found.warnings) == ((), ())


def test_a_push_may_be_one_scan() -> None:
    """An object that stands alone."""
    (said,) = pushed((SAMPLES / "own_json_push_attempt.json").read_bytes()).statements

    assert (said.milestone, said.reason) == ("attempt_failed", "recipient.not_home")


def test_a_file_is_a_scan_a_line() -> None:
    """Empty lines are none; a number that is not known is an answer."""
    found = filed(b"\xef\xbb\xbf" + DAY)

    assert [one.milestone for one in found.statements] == ["delivered", "exception"]
    assert [one.number for one in found.answers] == ["RK300000000998"]


def test_a_scan_is_the_same_by_push_and_file() -> None:
    """Whichever comes first."""
    assert pushed(DELIVERED).statements[-1].scan_id in {
        one.scan_id for one in filed(DAY).statements
    }


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[]", b"7", b'"x"', [SCAN] * 1_001])
def test_what_is_no_push_is_a_problem(body: object) -> None:
    """An object or a list of at most a thousand."""
    assert pushed(body).problems == ("a push is a JSON object, or a list of 1 to 1000",)


def test_a_scan_that_cannot_be_taken_costs_no_other() -> None:
    """Of a push nobody reads a result, so it is told as a problem."""
    found = pushed([SCAN, 7, SCAN | {"code": ""}, SCAN | {"sequence": 1.5}, SCAN | {"text": []}])

    assert len(found.statements) == 1
    assert [(lost.line, lost.field) for lost in found.refused] == [
        (2, ""), (3, "code"), (4, "sequence"), (5, "text"),
    ]  # fmt: skip
    assert found.problems[1] == "scan 3: code: code is empty"


def test_null_and_absent_are_the_same() -> None:
    """And a field that is not ours is not looked at."""
    extra = {"text": None, "sequence": None, "colour": ["red"], "weight_kg": 2.5}

    assert heard(extra).statements == heard({}).statements


def test_a_line_that_is_no_json_is_refused_with_its_number() -> None:
    """In a block of a file, too."""
    body = b"{}\n{\n" + msgspec.json.encode(SCAN)

    assert [lost.line for lost in filed(body).refused] == [1, 2]
    assert [lost.line for lost in filed(body, first_line=41).refused] == [41, 42]


def test_a_large_file_is_cut_between_its_lines() -> None:
    """Into blocks of at most 256 KiB that know their lines."""
    assert DIALECT.filing is not None
    line = msgspec.json.encode(SCAN | {"text": "x" * 300})
    rows = [line] * 4_000
    rows[3_000] = b"{"
    body = b"\n".join(rows)
    chunks = (body[start : start + 777] for start in range(0, len(body), 777))

    cut = list(DIALECT.filing.blocks(chunks, conventions()))

    assert len(cut) > 2
    assert all(len(block.body) <= 256 * 1024 for block in cut)
    assert cut[-1].last_line == 4_000
    refused = [lost.line for one in cut for lost in filed(one.body, one.first_line).refused]
    assert refused == [3_001]


@pytest.mark.parametrize(
    ("credentials", "headers", "admitted"),
    [
        (KEY, {"key": "k-1"}, True),
        (KEY, {"key": "k-2"}, False),
        (KEY, {"key": ""}, False),
        (KEY, {}, False),
        ({}, {"key": ""}, False),
        ({"push_key": ""}, {"key": ""}, False),
        (SIGNED, {"key": "k-1"}, False),
        (SIGNED, {"key": "k-1", "signature": signature(DELIVERED)}, True),
        (SIGNED, {"key": "k-2", "signature": signature(DELIVERED)}, False),
        (SIGNED, {"key": "k-1", "signature": signature(DELIVERED, "s-2")}, False),
        (SIGNED, {"key": "k-1", "signature": signature(DELIVERED + b" ")}, False),
        (SIGNED, {"key": "k-1", "signature": "Ünïcode"}, False),
        ({"push_signing_key": "s-1"}, {"signature": signature(DELIVERED)}, False),
    ],
)
def test_a_push_holds_the_key_and_is_signed_where_the_account_signs(
    credentials: dict[str, str], headers: dict[str, str], admitted: bool
) -> None:
    """An account without a key admits nobody."""
    assert admits(credentials, headers) is admitted


def test_the_number_of_a_push_is_that_of_its_first_scan() -> None:
    """It is part of the key under which the raw bytes are kept."""
    assert push.pushed_number(DELIVERED) == NUMBER
    assert push.pushed_number(b'{"tracking_number": "rk 1"}') == "RK1"
    for body in (b"", b"[]", b"{}", b"[7]", b'{"tracking_number": 1.5}'):
        assert push.pushed_number(body) is None
