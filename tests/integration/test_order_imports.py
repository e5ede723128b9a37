"""Files of many orders or parcels: answered line by line, and a repeat changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from integration.order_rig import UPS, Api, api_on
from kit.databases import Databases
from kit.waiting import eventually
from typer.testing import CliRunner
from waymark_tools.operator.main import app

pytestmark = pytest.mark.integration
JSON_LINES, CSV = "application/x-ndjson", "text/csv"
ORDERS = "/v1/orders:import"
SHIPMENTS = "/v1/shipments:import"
EXCEL = (
    "sep=;\r\n"
    "Reference;email;destination_country;sku;title;quantity;price;currency\r\n"
    "T-1;anna@example.com;DE;LAMP;Lämpchen, klein;2;39.90;EUR\r\n"
    "T-1;;;BULB;\"Bulb; 4 W\";1;;\r\n"
    ";;;;;;;\r\n"
    "T-2;bert@example.com;US;LAMP;Lamp;two;39,90;EUR\r\n"
    "T-3;eve@example.com;DE;LAMP;Lamp;1;;\r\n"
    "T-3;eva@example.com;DE;BULB;Bulb;1;;\r\n"
    "T-4;;US;LAMP;Lamp;1;;\r\n"
)  # fmt: skip


@pytest.fixture
def api(database: Databases) -> Iterator[Api]:
    with api_on(database("order")) as made:
        yield made


def sent(api: Api, path: str, content: bytes, kind: str, **more: str) -> Any:
    return api.client.post(
        path, content=content, headers=api.headers(Content_Type=kind, **more), timeout=60
    )


def answered(api: Api, path: str, content: bytes, kind: str = JSON_LINES) -> list[dict[str, Any]]:
    """The records of an import that came to its end; an Idempotency-Key is not heeded."""
    answer = sent(api, path, content, kind, Idempotency_Key="k")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == JSON_LINES
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert records[-1]["summary"]["complete"] is True
    return records


def test_json_lines_are_imported(api: Api) -> None:
    """A result a line with its number, progress, a summary; a line too long or broken is alone."""
    lines = [json.dumps({"reference": f"J-{n}"}).encode() for n in range(450)]
    lines[3:3] = [b"", b'{"reference": "J-x"', b'"' + b"x" * 1_100_000 + b'"', b'{"reference":3}']
    content = b"\xef\xbb\xbf" + b"\r\n".join(lines)

    records = answered(api, ORDERS, content)
    again = answered(api, f"{ORDERS}?notify=false", content)

    results = [one for one in records if "line" in one]
    assert [one["line"] for one in results] == [n for n in range(1, 455) if n != 4]
    assert [one["status"] for one in results[3:6]] == [422, 413, 422]
    assert results[3]["problem"]["errors"][0]["detail"].startswith("Invalid JSON")
    assert results[5]["problem"]["errors"][0]["field"] == "reference"
    progress = [one["progress"] for one in records if "progress" in one]
    assert progress[-1] == {"done": 453, "accepted": 450, "refused": 3}
    assert len(progress) > 2
    summaries = [one[-1]["summary"] for one in (records, again)]
    assert [(one["made"], one["unchanged"], one["refused"]) for one in summaries] == [
        (450, 0, 3),
        (0, 450, 3),
    ]
    numbers = b'{"number": "%s"}\n{"number": "1ZWMK42E0300000009"}\n' % UPS.encode()
    tracked = answered(api, SHIPMENTS, numbers)
    assert [one["status"] for one in tracked if "line" in one] == [201, 422]
    assert tracked[0]["shipment_id"].startswith("shp_")


def test_a_spreadsheets_csv_is_imported(api: Api) -> None:
    """Its separators, line ends and encodings; what is wrong is named by line, column and value."""
    records = answered(api, ORDERS, b"\xef\xbb\xbf" + EXCEL.encode(), CSV)
    again = answered(api, ORDERS, EXCEL.encode("cp1252"), f"{CSV}; charset=windows-1252")

    results = [one for one in records if "line" in one]
    assert [(one["line"], one["last_line"], one["status"]) for one in results] == [
        (3, 4, 201),
        (6, 6, 422),
        (7, 8, 422),
        (9, 9, 422),
    ]
    wrong = [one["problem"]["errors"] for one in results[1:]]
    assert [(e["line"], e["column"], e["value"]) for e in wrong[0]] == [
        ("6", "quantity", "two"),
        ("6", "price", "39,90"),
    ]
    assert "such as 39.90" in wrong[0][1]["detail"]
    assert results[1]["problem"]["detail"].startswith("line 6, column quantity: 'two': ")
    assert (wrong[1][0]["line"], wrong[1][0]["column"]) == ("8", "email")
    assert (wrong[2][0]["column"], results[3]["problem"]["code"]) == (
        "destination_zone",
        "zone_needed",
    )
    assert [one["status"] for one in again if "line" in one] == [200, 422, 422, 422]
    order = api.post(f"/v1/orders/{results[0]['id']}/confirm").json()["order"]
    assert [line["title"] for line in order["lines"]] == ["Lämpchen, klein", "Bulb; 4 W"]
    assert order["notify"] is False
    loud = answered(api, f"{SHIPMENTS}?notify=true", f"number,reference\n{UPS},S-1".encode(), CSV)
    booked = api.post(f"/v1/orders/{loud[0]['id']}/confirm").json()["order"]
    assert "notify" not in booked


NOT_READ: list[tuple[str, bytes, str, int, str]] = [
    ("no media type", b"{}", "", 415, "unsupported_media_type"),
    ("another charset", b"reference\n", f"{CSV}; charset=utf-7", 415, "unsupported_media_type"),
    ("an empty table", b"", CSV, 422, "empty"),
    ("a misspelt column", b"refrence,sku\nA,B\n", CSV, 422, "bad_header"),
    ("no reference", b"sku,title\nA,B\n", CSV, 422, "bad_header"),
    ("a column twice", b"reference,sku,sku\n", CSV, 422, "bad_header"),
    ("another encoding", "reference,title\nA,Lämpchen".encode("cp1252"), CSV, 422, "bad_encoding"),
    ("wide characters", "reference,title\nA,B".encode("utf-16"), CSV, 422, "bad_encoding"),
    ("a cell too many", b"reference,title\nA,Lamp, brass\n", CSV, 422, "bad_csv"),
    ("a quote too few", b'reference,title\nA,"Lamp\nB,Bulb\n', CSV, 422, "bad_csv"),
    ("a row without end", b'reference,title\nA,"' + b"x\n" * 600_000, CSV, 422, "bad_csv"),
    ("a line without end", b"reference\n" + b"x" * 1_100_000, CSV, 422, "row_too_long"),
]


def test_a_file_that_is_none_is_refused_whole(api: Api) -> None:
    """With the place and what would be right, before anything of it is done."""
    for what, content, kind, status, code in NOT_READ:
        answer = sent(api, ORDERS, content, kind)

        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (status, code), (what, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["detail"], what
    misspelt = sent(api, f"{ORDERS}?notfy=true", b"{}", JSON_LINES)
    assert (misspelt.status_code, misspelt.json()["code"]) == (422, "invalid")
    packed = sent(api, ORDERS, b"{}", JSON_LINES, Content_Encoding="gzip")
    assert packed.status_code == 415
    assert answered(api, ORDERS, b"reference,title\n", CSV)[-1]["summary"]["done"] == 0
    leaving_early_leaves_room(api)
    assert "0xe4" in sent(api, ORDERS, NOT_READ[6][1], CSV).json()["detail"]


def leaving_early_leaves_room(api: Api) -> None:
    """Whoever stops reading an answer has its turn back."""
    content = b"".join(b'{"reference": "L-%d"}\n' % n for n in range(2_000))
    for _ in range(3):
        headers = api.headers(Content_Type=JSON_LINES)
        with api.client.stream("POST", ORDERS, content=content, headers=headers) as answer:
            assert next(answer.iter_lines())
    eventually(lambda: sent(api, ORDERS, b"", JSON_LINES).status_code == 200)


def test_the_command_imports_a_file_and_keeps_what_was_refused(api: Api, tmp_path: Path) -> None:
    """What was refused lies beside the file with its reasons, ready to be mended and imported."""
    file = tmp_path / "orders.csv"
    file.write_bytes(EXCEL.encode("cp1252"))
    where = ["--url", str(api.client.base_url), "--charset", "windows-1252", "--json"]

    code, (done,) = told("orders", str(file), "--key", api.key, *where)
    refused, reasons = (Path(done[name]) for name in ("refused_lines", "reasons"))
    mended = refused.read_text(encoding="cp1252").replace("two", "2").replace("39,90", "39.90")
    refused.write_text(mended.replace("DE;BULB", "XX;BULB").replace(";US;", ";DE;"), "cp1252")
    again, (rest,) = told("orders", str(refused), "--key", api.key, *where)

    assert (code, done["made"], done["refused"]) == (1, 1, 3)
    assert [json.loads(one)["line"] for one in reasons.read_text().splitlines()] == [6, 7, 9]
    assert mended.splitlines()[0] == "sep=;"
    assert (again, rest["made"], rest["unchanged"], rest["refused"]) == (1, 2, 0, 1)
    for words in (["--key", "none", *where], ["--key", api.key, "--url", "http://127.0.0.1:1"]):
        code, sentence = told("shipments", str(file), *words)
        assert (code, "error" in sentence) == (1, True)


def told(*words: str) -> tuple[int, Any]:
    """Run `waymark import`; exit code and answer."""
    done = CliRunner().invoke(app, ["import", *words, "--json"])
    assert isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.output)
