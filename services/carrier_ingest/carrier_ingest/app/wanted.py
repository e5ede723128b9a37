"""An account as an operator describes it, and what is wrong with the description."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from waymark_events import numbers
from waymark_runtime.faults import Refused

from carrier_ingest.carriers.dialect import Conventions, Dialect

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SLUG_BYTES: Final = 64


class Wanted(Struct, frozen=True, kw_only=True):
    """An account as an operator describes it."""

    retailer: str
    account: str
    dialect: str
    base_url: str | None = None
    http_allowed: bool = False
    credentials: Mapping[str, str] | None = None
    conventions: Conventions = Conventions()
    requests_per_day: int | None = None
    numbers_per_day: int | None = None
    new_push_client: bool = False


def carrier_of(wanted: Wanted, dialect: Dialect) -> str:
    """Who carries: the dialect's own carrier, or the one that the account names."""
    named = wanted.conventions.options.get("carrier", "")
    if not named and not dialect.carriers:
        raise Refused(
            f"{dialect.name} speaks for any carrier; say for which: --option carrier=x_regiokurier"
        )
    if not named:
        return dialect.carriers[0]
    if dialect.carriers and named not in dialect.carriers:
        raise Refused(f"{dialect.name} speaks for {', '.join(dialect.carriers)}, not for {named!r}")
    try:
        return numbers.carrier(named).code
    except numbers.UnknownCarrierError as fault:
        raise Refused(str(fault)) from fault


def check(wanted: Wanted, dialect: Dialect) -> None:
    """Refused names the value and says what would be right."""
    for name, slug in (("retailer", wanted.retailer), ("account", wanted.account)):
        letters = set(slug) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
        if letters or not 2 <= len(slug) <= _SLUG_BYTES:
            raise Refused(f"{name} {slug!r} must be 2 to {_SLUG_BYTES} of a-z, 0-9 and -")
    _check_url(wanted)
    problem = dialect.refuses(wanted.conventions.options) if dialect.refuses else None
    if problem is not None:
        raise Refused(f"{dialect.name}: {problem}")
    for limit in (wanted.requests_per_day, wanted.numbers_per_day):
        if limit is not None and limit < 1:
            raise Refused(f"a quota of {limit} a day must be at least 1")
    if wanted.conventions.zone is not None:
        _check_zone(wanted.conventions.zone)
    if wanted.credentials is not None:
        _check_credentials(wanted.credentials, dialect)


def _check_url(wanted: Wanted) -> None:
    if wanted.base_url is None:
        return
    url = urlsplit(wanted.base_url)
    loopback = url.scheme == "http" and url.hostname in _LOOPBACK and wanted.http_allowed
    if not url.hostname or not (url.scheme == "https" or loopback):
        raise Refused(
            f"base URL {wanted.base_url!r} must be https://…; plain http is for a simulator on "
            "loopback, and only with --allow-http"
        )


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise Refused(f"zone {zone!r} must be an IANA name such as Europe/Berlin") from fault


def _check_credentials(credentials: Mapping[str, str], dialect: Dialect) -> None:
    wanted = {field.name for field in dialect.credentials if field.required}
    known = {field.name for field in dialect.credentials}
    missing, foreign = wanted - set(credentials), set(credentials) - known
    if missing or foreign:
        raise Refused(
            f"credentials of {dialect.name} are {', '.join(sorted(known))}; "
            f"missing: {', '.join(sorted(missing)) or 'none'}; "
            f"unknown: {', '.join(sorted(foreign)) or 'none'}"
        )
