"""The operator's questions that need no server: what they answer, and how they say no."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner
from waymark_tools.operator.main import app

LATIN = """<?xml version="1.0" encoding="ISO-8859-1"?>
<data name="piece-shipment-list" code="0"><data name="piece-shipment" error-status="0"
 piece-code="00340434900000000010" searched-piece-code="00340434900000000010">
<data name="piece-event-list"><data name="piece-event" event-timestamp="12.03.2026 15:04"
 event-status="Groß" ice="LDTMV" ric="MVMTV" standard-event-code="AA"
 event-location="München" event-country="Germany" ruecksendung="false"/></data></data></data>"""


def ask(*words: str) -> tuple[int, Any]:
    """Run with --json; the exit code, and the answer or the refusal."""
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout or done.stderr)


def test_a_payload_is_heard_as_its_own_bytes_say(tmp_path: Path) -> None:
    """A file in the encoding that it declares itself, not in that of the terminal."""
    path = tmp_path / "answer.xml"
    path.write_bytes(LATIN.encode("iso-8859-1"))

    code, heard = ask("dialect", "dhl_parcel_de", str(path))

    assert code == 0
    assert heard["place"]["city"] == "München"


def test_each_number_is_ranked_on_a_line_of_its_own() -> None:
    """Exit code 1 and an empty list when nobody has such numbers."""
    code, answer = ask("detect", "1zwmk42e 0300000008")
    nobody = ask("detect", "A")

    assert code == 0
    assert answer == {
        "number": "1zwmk42e 0300000008",
        "candidates": [
            {"carrier": "ups", "format": "ups", "check_digit": "valid", "confidence": "high"}
        ],
    }
    assert nobody == (1, {"number": "A", "candidates": []})


def test_a_refusal_is_a_sentence_also_in_json(tmp_path: Path) -> None:
    """What was wrong and what would be right, never a traceback."""
    path = tmp_path / "answer.xml"
    path.write_bytes(b"\xff\xfe")
    nowhere = ("--bootstrap", "127.0.0.1:1")

    assert "dhl_parcel_de" in ask("dialect", "pigeon", str(path))[1]["error"]
    assert "service/partition/offset" in ask("dead-letters", "show", "7", *nowhere)[1]["error"]
    listed = ask("dead-letters", "list", "--service", "orders", *nowhere)
    assert listed[0] == 1
    assert "there are order" in listed[1]["error"]
    assert ask("dialect", "ups", str(path))[0] == 0


def test_several_numbers_are_several_lines() -> None:
    """One that is nobody's makes the exit code 1; a post without a carrier here is told as s10."""
    done = CliRunner().invoke(app, ["detect", "--json", "CE000000014AU", "nothing"])
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.exit_code == 1
    assert [line["number"] for line in lines] == ["CE000000014AU", "nothing"]
    assert [one["carrier"] for one in lines[0]["candidates"]] == ["s10"]
