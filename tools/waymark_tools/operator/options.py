"""Options that several of the operator's commands take."""

from typing import Annotated, Final

import typer

PASSED_ON: Final = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": [],
}
"""For a command whose arguments the owning service reads."""
Bootstrap = Annotated[
    str,
    typer.Option(envvar="WAYMARK_KAFKA_BOOTSTRAP_SERVERS", help="host:port, parted by commas"),
]
Prefix = Annotated[str, typer.Option(envvar="WAYMARK_TOPIC_PREFIX", help="put before every name")]
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON")]
