"""`waymark import`: a file to the API, its answers as they come, what was refused beside it."""

from pathlib import Path
from typing import Annotated, Final

import typer

from waymark_tools.operator import printing
from waymark_tools.operator.importing import Refused, Sent, importing
from waymark_tools.operator.refusing import refuse

app: Final = typer.Typer(no_args_is_help=True, help="Files of orders or parcels.")
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=".csv, .ndjson or .jsonl")]
Url = Annotated[str, typer.Option(envvar="WAYMARK_URL", help="where the API answers")]
Key = Annotated[str, typer.Option(envvar="WAYMARK_API_KEY", help="a key with orders:write")]
Charset = Annotated[str, typer.Option(help="what a CSV file is written in")]
Notify = Annotated[bool, typer.Option(help="tell people, where a row does not say")]
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON")]


@app.command("orders")
def orders(
    file: File,
    url: Url,
    key: Key,
    charset: Charset = "utf-8",
    *,
    notify: Notify = False,
    json: AsJson = False,
) -> None:
    """Place the orders of a file. What is there already stays as it is."""
    _import(Sent("orders", file, charset, notify=notify), url, key, as_json=json)


@app.command("shipments")
def shipments(
    file: File,
    url: Url,
    key: Key,
    charset: Charset = "utf-8",
    *,
    notify: Notify = False,
    json: AsJson = False,
) -> None:
    """Track the numbers of a file. What is tracked already stays as it is."""
    _import(Sent("shipments", file, charset, notify=notify), url, key, as_json=json)


def _import(sent: Sent, url: str, key: str, *, as_json: bool) -> None:
    """Exit code 0: everything is there. 1: something was refused, or the import broke off."""
    try:
        done = importing(sent, url, key, quiet=as_json)
    except Refused as no:
        refuse(str(no), as_json=as_json)
    printing.out(f"{sent.kind} of {sent.file.name}", [done], as_json=as_json)
    raise SystemExit(1 if done["refused"] else 0)
