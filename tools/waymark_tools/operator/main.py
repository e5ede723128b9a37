"""The command `waymark`. Commands that write are commands of the owning service, started here."""

import sys
from typing import Annotated, Final, Literal

import typer
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.options import read_options

from waymark_tools.operator import (
    imports,
    letters,
    lookups,
    owning,
    redriving,
    refusing,
    retailing,
    status,
    topics,
)
from waymark_tools.operator.options import PASSED_ON, AsJson, Bootstrap, Prefix

app: Final = typer.Typer(no_args_is_help=True, help="Waymark's operator's command.")
Reason = Annotated[str | None, typer.Option(help="only those parked for this reason")]
LetterPlace = Annotated[str | None, typer.Option(help="only the one at service/partition/offset")]

_accounts: Final = typer.Typer(no_args_is_help=True, help="Carrier accounts.")
_topics: Final = typer.Typer(no_args_is_help=True, help="Topics.")
_letters: Final = typer.Typer(no_args_is_help=True, help="Dead letters.")
app.add_typer(retailing.retailers, name="retailers")
app.add_typer(retailing.keys, name="keys")
app.add_typer(_accounts, name="accounts")
app.add_typer(_topics, name="topics")
app.add_typer(_letters, name="dead-letters")
app.add_typer(imports.app, name="import")


@_accounts.command("add", context_settings=PASSED_ON)
def accounts_add(context: typer.Context) -> None:
    """Add a carrier account; its credentials are sealed."""
    owning.run("carrier_ingest", "accounts-add", context.args)


@app.command("rebuild", context_settings=PASSED_ON)
def rebuild(context: typer.Context) -> None:
    """Build the read model anew from the log beside the live one, compare, and put it in."""
    owning.run("projection", "rebuild", context.args)


@app.command("recover", context_settings=PASSED_ON)
def recover(context: typer.Context) -> None:
    """Take back from the topics what the database of orders has forgotten that was set back."""
    owning.run("order", "recover", context.args)


@_topics.command("apply")
def topics_apply(bootstrap: Bootstrap, prefix: Prefix = "", *, json: AsJson = False) -> None:
    """Create the declared topics that are missing, and mend settings that differ."""
    topics.apply(bootstrap, prefix, as_json=json)


@_topics.command("diff")
def topics_diff(bootstrap: Bootstrap, prefix: Prefix = "", *, json: AsJson = False) -> None:
    """Show where the broker differs from the declaration; exit code 1 if it does."""
    topics.diff(bootstrap, prefix, as_json=json)


@_topics.command("status")
def topics_status(
    bootstrap: Bootstrap,
    prefix: Prefix = "",
    *,
    json: AsJson = False,
    once: Annotated[bool, typer.Option(help="show it once, not live")] = False,
    every_s: Annotated[float, typer.Option(help="seconds between two looks")] = 2.0,
) -> None:
    """A live table of topics and groups: rate, lag in records and seconds, dead letters.

    Dead letters are those of the group's service. A ? is a lag whose age the broker did not tell.
    """
    status.show(bootstrap, prefix, every_s, live=not (json or once), as_json=json)


@_letters.command("list")
def letters_list(
    bootstrap: Bootstrap,
    prefix: Prefix = "",
    *,
    service: Annotated[str | None, typer.Option(help="one service only")] = None,
    reason: Reason = None,
    json: AsJson = False,
) -> None:
    """Dead letters by place, with their reasons; bytes are not shown here."""
    letters.show_list(bootstrap, prefix, service, reason, as_json=json)


@_letters.command("show")
def letters_show(
    place: Annotated[str, typer.Argument(help="service/partition/offset, as `list` prints it")],
    bootstrap: Bootstrap,
    prefix: Prefix = "",
    *,
    json: AsJson = False,
) -> None:
    """One dead letter whole: place, cause, headers and bytes. May hold personal data."""
    letters.show_one(bootstrap, prefix, place, as_json=json)


@_letters.command("redrive")
def letters_redrive(
    bootstrap: Bootstrap,
    service: Annotated[str, typer.Option(help="whose letters")],
    prefix: Prefix = "",
    *,
    reason: Reason = None,
    place: LetterPlace = None,
    json: AsJson = False,
) -> None:
    """Put records back where they came from, once what parked them is mended."""
    choice = redriving.Choice(service, reason, place)
    redriving.redrive(bootstrap, prefix, choice, as_json=json)


@_letters.command("discard")
def letters_discard(
    bootstrap: Bootstrap,
    service: Annotated[str, typer.Option(help="whose letters")],
    prefix: Prefix = "",
    *,
    reason: Reason = None,
    place: LetterPlace = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="whatever the reason")] = False,
    json: AsJson = False,
) -> None:
    """Throw dead letters away: name a reason or a place, or --all. They are printed once more."""
    if not (reason or place or all_of_them):
        refusing.refuse("name --reason or --place, or say --all", as_json=json)
    choice = redriving.Choice(service, reason, place)
    redriving.discard(bootstrap, prefix, choice, as_json=json)


@app.command()
def detect(
    numbers: list[str],
    carriers: Annotated[str, typer.Option(help="carriers in use, parted by commas")] = "",
    destination: Annotated[str | None, typer.Option(help="ISO country")] = None,
    *,
    json: AsJson = False,
) -> None:
    """Which carriers each tracking number may belong to, ranked; none: not one we know."""
    lookups.detect(numbers, carriers, destination, as_json=json)


@app.command()
def dialect(
    carrier: str,
    path: Annotated[
        typer.FileBinaryRead | None, typer.Argument(help="a payload; else standard input")
    ] = None,
    channel: Annotated[
        Literal["push", "poll", "file"] | None, typer.Option(help="how it came")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="the account's IANA zone")] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="of the account: NAME=VALUE, or NAME=@FILE")
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """What a dialect hears in a payload, a JSON object a line. Nothing is stored, nobody asked."""
    try:
        conventions = Conventions(zone=zone, options=read_options(option or ()))
    except ValueError as fault:
        refusing.refuse(str(fault), as_json=json)
    body = (path or sys.stdin.buffer).read()
    lookups.dialect(carrier, body, channel, conventions, as_json=json)


if __name__ == "__main__":
    app()
