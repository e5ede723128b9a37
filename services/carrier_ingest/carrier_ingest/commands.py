"""The operator's commands of this service: what they are given, and how they answer."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

import msgspec
from waymark_runtime.faults import Refused

from carrier_ingest.app.adding import Accounts, Added
from carrier_ingest.app.wanted import Wanted
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.options import content, read_options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `accounts-add` takes."""
    parser.add_argument("--retailer", required=True, help="the retailer's slug")
    parser.add_argument("--account", required=True, help="a slug for the account")
    parser.add_argument("--carrier", required=True, help="the carrier, such as ups")
    parser.add_argument("--base-url", help="where the carrier is asked; without it: pushes only")
    parser.add_argument(
        "--allow-http", action="store_true", help="plain http, for a simulator on loopback"
    )
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--credentials-file", type=Path, help="a JSON object; - is standard input")
    secret.add_argument("--credentials-json", help="the JSON object itself")
    parser.add_argument("--zone", help="the IANA zone of times without one")
    parser.add_argument("--language", default="en", help="the language asked for")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what one carrier alone knows; NAME=@FILE takes the content of a file",
    )
    parser.add_argument("--requests-per-day", type=int, help="the quota, where it is another")
    parser.add_argument("--numbers-per-day", type=int, help="the same for the numbers in them")
    parser.add_argument(
        "--new-push-client", action="store_true", help="another client for our token endpoint"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def add_account(accounts: Accounts, arguments: argparse.Namespace, public_url: str) -> int:
    """Add or change an account; the exit code. A secret of ours is written this once."""
    try:
        added = accounts.add(_wanted(arguments))
    except Refused as refusal:
        _write(arguments, {"error": str(refusal)}, sys.stderr)
        return 1
    _write(arguments, _answer(added, public_url), sys.stdout)
    return 0


def _answer(added: Added, public_url: str) -> dict[str, str | int | bool]:
    plain: dict[str, str | int | bool | None] = msgspec.to_builtins(added)
    answer = {name: value for name, value in plain.items() if value is not None}
    for name in ("push", "token"):
        path = answer.pop(f"{name}_path", None)
        if path is not None:
            answer[f"{name}_url"] = f"{public_url.rstrip('/')}{path}"
    return answer


def _wanted(arguments: argparse.Namespace) -> Wanted:
    return Wanted(
        retailer=arguments.retailer,
        account=arguments.account,
        dialect=arguments.carrier,
        base_url=arguments.base_url,
        http_allowed=arguments.allow_http,
        credentials=_credentials(arguments),
        conventions=Conventions(
            zone=arguments.zone, locale=arguments.language, options=_options(arguments.option)
        ),
        requests_per_day=arguments.requests_per_day,
        numbers_per_day=arguments.numbers_per_day,
        new_push_client=arguments.new_push_client,
    )


def _credentials(arguments: argparse.Namespace) -> Mapping[str, str] | None:
    text = arguments.credentials_json
    if arguments.credentials_file is not None:
        text = _typed(arguments.credentials_file)
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("credentials must be a JSON object of texts") from None


def _typed(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    try:
        return content("credentials", path)
    except ValueError as fault:
        raise Refused(str(fault)) from fault


def _options(given: Sequence[str]) -> dict[str, str]:
    try:
        return read_options(given)
    except ValueError as fault:
        raise Refused(str(fault)) from fault


def _write(
    arguments: argparse.Namespace, answer: Mapping[str, str | int | bool], stream: TextIO
) -> None:
    lines = (f"{name}: {value}" for name, value in answer.items())
    stream.write((json.dumps(answer) if arguments.json else "\n".join(lines)) + "\n")
