"""`waymark retailers …` and `waymark keys …`: what the order service owns."""

from typing import Annotated, Final

import typer

from waymark_tools.operator import own_topics, owning
from waymark_tools.operator.options import PASSED_ON, AsJson, Bootstrap, Prefix

retailers: Final = typer.Typer(no_args_is_help=True, help="Retailers.")
keys: Final = typer.Typer(no_args_is_help=True, help="API keys.")


@retailers.command("add", context_settings=PASSED_ON)
def add(context: typer.Context) -> None:
    """Add a retailer, or change it (`--help` asks the order service)."""
    owning.run("order", "retailers-add", context.args)


@retailers.command("topics")
def topics(
    retailer: Annotated[str, typer.Argument(help="its id")],
    bootstrap: Bootstrap,
    prefix: Prefix = "",
    *,
    off: Annotated[bool, typer.Option("--off", help="read and write them no more")] = False,
    json: AsJson = False,
) -> None:
    """Give a retailer topics of its own; prints their names and access rules."""
    if off:
        own_topics.close_topics(retailer, as_json=json)
    else:
        own_topics.open_topics(retailer, bootstrap, prefix, as_json=json)


@keys.command("issue", context_settings=PASSED_ON)
def issue(context: typer.Context) -> None:
    """Make an API key; it is shown this once."""
    owning.run("order", "keys-issue", context.args)


@keys.command("rotate", context_settings=PASSED_ON)
def rotate(context: typer.Context) -> None:
    """Make a key's successor; the old one ends after an overlap."""
    owning.run("order", "keys-rotate", context.args)


@keys.command("revoke", context_settings=PASSED_ON)
def revoke(context: typer.Context) -> None:
    """End an API key; everywhere within 5 s."""
    owning.run("order", "keys-revoke", context.args)
