"""The operator's commands of this service: what they are given, and how they answer."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import to_builtins
from waymark_events.ids import KeyId, RetailerId
from waymark_events.messages.retailers import RetailerSet
from waymark_events.numbers import UnknownCarrierError
from waymark_runtime.faults import Refused
from waymark_runtime.keys import Mode

from order.app.retailers import Issued, Retailers

Said = dict[str, object]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_MODES: Final[Mapping[bool, Mode]] = MappingProxyType({False: "live", True: "test"})


def add_arguments(commands: Commands) -> None:
    """What `retailers-add | topics` and `keys-issue | rotate | revoke` take."""
    for parser in (*_of_retailers(commands), *_of_keys(commands)):
        parser.add_argument("--json", action="store_true", help="answer in JSON on one line")


def _of_retailers(commands: Commands) -> list[argparse.ArgumentParser]:
    retailer = commands.add_parser("retailers-add", help="add a retailer, or change it")
    retailer.add_argument("--id", required=True, help="a slug, for ever")
    retailer.add_argument("--name", required=True, help="as recipients know it")
    retailer.add_argument("--colour", default="#1f5f8b", help="#rrggbb")
    retailer.add_argument("--language", default="en", help="of recipients who said none")
    retailer.add_argument("--zone", default="Europe/Berlin", help="IANA zone")
    retailer.add_argument("--country", default="DE", help="ISO 3166")
    retailer.add_argument("--carriers", default="", help="used ones, such as ups,dhl_parcel_de")
    retailer.add_argument("--support-email")
    retailer.add_argument("--support-url")
    retailer.add_argument("--support-phone")
    retailer.add_argument("--mail-from", help="the sender of its mails")
    retailer.add_argument("--grace-hours", type=int, default=0, help="before a promise is missed")
    retailer.add_argument("--return-days", type=int, default=14, help="the return period")
    retailer.add_argument("--sms", action="store_true", help="send SMS too")
    topics = commands.add_parser("retailers-topics", help="give a retailer topics of its own")
    topics.add_argument("retailer", help="its id")
    topics.add_argument("--off", action="store_true", help="read and write them no more")
    return [retailer, topics]


def _of_keys(commands: Commands) -> list[argparse.ArgumentParser]:
    issue = commands.add_parser("keys-issue", help="make an API key; it is shown once")
    issue.add_argument("--retailer", required=True)
    issue.add_argument("--scopes", required=True, help="such as orders:write,shipments:read")
    issue.add_argument("--expires-days", type=int)
    issue.add_argument("--test", action="store_true", help="for the retailer's test mode")
    rotate = commands.add_parser("keys-rotate", help="make its successor; it ends after a while")
    rotate.add_argument("--key", required=True, help="its id, not its secret")
    rotate.add_argument("--overlap-hours", type=int, default=24, help="while both are good")
    rotate.add_argument("--expires-days", type=int)
    revoke = commands.add_parser("keys-revoke", help="end an API key now")
    revoke.add_argument("--key", required=True, help="its id, not its secret")
    return [issue, rotate, revoke]


def run(retailers: Retailers, arguments: argparse.Namespace) -> int:
    """Carry a command out; the exit code. A refusal is written to standard error."""
    try:
        said = _DEEDS[arguments.command](retailers, arguments)
    except (Refused, UnknownCarrierError) as no:
        _write({"error": str(no)}, arguments, sys.stderr.write)
        return 1
    _write(said, arguments, sys.stdout.write)
    return 0


def _add(retailers: Retailers, given: argparse.Namespace) -> Said:
    setting = RetailerSet(
        retailer=RetailerId(given.id),
        version=1,
        name=given.name,
        colour=given.colour,
        default_language=given.language,
        zone=given.zone,
        country=given.country,
        carriers=_listed(given.carriers),
        support_email=given.support_email,
        support_url=given.support_url,
        support_phone=given.support_phone,
        mail_from=given.mail_from,
        promise_grace_hours=given.grace_hours,
        return_period_days=given.return_days,
        sms=given.sms,
    )
    said: Said = to_builtins(retailers.set(setting, datetime.now(UTC)))
    return said


def _topics(retailers: Retailers, given: argparse.Namespace) -> Said:
    retailer, now = RetailerId(given.retailer), datetime.now(UTC)
    change = retailers.close_topics if given.off else retailers.open_topics
    said: Said = to_builtins(change(retailer, now))
    return said


def _issue(retailers: Retailers, given: argparse.Namespace) -> Said:
    scopes, now = _listed(given.scopes), datetime.now(UTC)
    retailer, mode = RetailerId(given.retailer), _MODES[given.test]
    return _shown(retailers.issue(retailer, scopes, given.expires_days, now, mode))


def _rotate(retailers: Retailers, given: argparse.Namespace) -> Said:
    key, hours, now = KeyId(given.key), given.overlap_hours, datetime.now(UTC)
    if hours < 0:
        raise Refused(f"--overlap-hours {hours}: give 0 or more", "bad_overlap")
    return _shown(retailers.rotate(key, hours, given.expires_days, now))


def _shown(issued: Issued) -> Said:
    key = issued.key
    return {
        "key": issued.text,
        "key_id": key.key_id,
        "retailer": key.retailer,
        "scopes": list(key.scopes),
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
    }


def _revoke(retailers: Retailers, given: argparse.Namespace) -> Said:
    key = retailers.revoke(KeyId(given.key), datetime.now(UTC))
    revoked = None if key.revoked_at is None else key.revoked_at.isoformat()
    return {"key_id": key.key_id, "retailer": key.retailer, "revoked_at": revoked}


_DEEDS: Final[Mapping[str, Callable[[Retailers, argparse.Namespace], Said]]] = MappingProxyType(
    {
        "retailers-add": _add,
        "retailers-topics": _topics,
        "keys-issue": _issue,
        "keys-rotate": _rotate,
        "keys-revoke": _revoke,
    }
)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _write(said: Said, given: argparse.Namespace, write: Callable[[str], object]) -> None:
    if given.json:
        write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    for name, value in said.items():
        write(f"{name}: {value}\n")
