"""Which carriers there are, and the one form in which each one's numbers are kept."""

import difflib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from waymark_events.numbers import played
from waymark_events.numbers.formats import INTERNATIONAL, Format, by_carrier, data, match

LONGEST: Final = 64
OURS: Final[Mapping[str, str]] = MappingProxyType(
    {"own": "The retailer's own delivery", "store": "The retailer's store"}
)
"""Carriers that are the retailer itself: any number, checked by nobody."""
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "an_post": "An Post",
        "austrian_post": "Österreichische Post",
        "bpost": "bpost",
        "ceska_posta": "Česká pošta",
        "ctt": "CTT",
        "poczta_polska": "Poczta Polska",
        "poste_italiane": "Poste Italiane",
        "posti": "Posti",
        "postnord": "PostNord",
        "swiss_post": "Swiss Post",
    }
)
_UNLISTED: Final = re.compile(r"x_[a-z0-9]+(_[a-z0-9]+)*")
_LONGEST_CODE: Final = 32
_SEPARATORS: Final = re.compile(r"[\s.\-_/\u2010-\u2015]+")
_PLAIN: Final = re.compile(r"[0-9A-Z]+")
_VISIBLE: Final = re.compile(r"[!-~]+")


class Carrier(Struct, frozen=True):
    """A carrier of the registry. `tracking_url` has `%s` for the number."""

    code: str
    name: str
    tracking_url: str | None = None


class UnknownCarrierError(ValueError):
    """No carrier has this code; the message lists the nearest ones."""

    def __init__(self, code: str) -> None:
        near = difflib.get_close_matches(code.lower(), carriers(), 3, 0.5)
        known = f"; near to it: {', '.join(near)}" if near else ""
        super().__init__(f"no carrier has the code {code!r}{known}; one in no list is x_<name>")
        self.code = code
        self.near = tuple(near)


class MalformedNumberError(ValueError):
    """No carrier's number looks like this: empty, too long, or with characters none uses."""


@lru_cache(maxsize=1)
def carriers() -> Mapping[str, Carrier]:
    """Every carrier by code."""
    listed = {code: Carrier(code, name) for code, name in OURS.items()}
    listed[played.TEST] = Carrier(played.TEST, played.NAME)
    for code, formats in by_carrier().items():
        own = [one for one in formats if one.id != INTERNATIONAL]
        name = own[0].courier if own else _NAMES[code]
        url = next((one.tracking_url for one in own if one.tracking_url), None)
        listed[code] = Carrier(code, name, url)
    return MappingProxyType(dict(sorted(listed.items())))


def carrier(code: str) -> Carrier:
    """A carrier by its code; UnknownCarrierError names the nearest.

    `x_` and a name is a carrier that is in no list, as a courier of one town: any number, checked
    by nobody.
    """
    if _UNLISTED.fullmatch(code) and len(code) <= _LONGEST_CODE:
        return Carrier(code, code[2:].replace("_", " ").capitalize())
    try:
        return carriers()[code]
    except KeyError:
        raise UnknownCarrierError(code) from None


def canonical(carrier_code: str, entered: str) -> str:
    """The one form of a number from which ids are made; it never changes.

    Upper case without blanks and separators (the test carrier's keep them); leading zeros stay.
    Forms that name the same parcel become one: GLS with its check digit, DHL Parcel DE without the
    leading `00`, DPD with its check character. MalformedNumberError for what no number is; a wrong
    check digit passes.
    """
    if carrier_code in OURS:
        return _as_entered(entered)
    if carrier_code == played.TEST:
        return _as_played(entered)
    text = bare(entered)
    if not text or len(text) > LONGEST or not _PLAIN.fullmatch(text):
        raise MalformedNumberError(
            f"{entered[:80]!r} is no tracking number: letters A–Z and digits, at most {LONGEST}"
        )
    return _ALIASES.get(carrier_code, _same)(text)


def bare(entered: str) -> str:
    """Upper case, without the blanks and separators people and labels put between characters."""
    return _SEPARATORS.sub("", entered).upper()


def tracking_url(carrier_code: str, number: str) -> str | None:
    """The carrier's own page for a number; None when there is none."""
    known = carriers().get(carrier_code)
    if known is None or known.tracking_url is None:
        return None
    return known.tracking_url.replace("%s", quote(number, safe=""))


def formats_of(carrier_code: str) -> tuple[Format, ...]:
    """The formats of a carrier, those of the international post only where it issues them."""
    return by_carrier().get(carrier_code, ())


def post_of(country: str | None) -> str | None:
    """The carrier that issues international numbers of this country."""
    return data().s10_country_to_courier_code.get(country or "")


def _as_entered(entered: str) -> str:
    text = entered.strip()
    if not text or len(text) > LONGEST or not _VISIBLE.fullmatch(text):
        raise MalformedNumberError(
            f"{entered[:80]!r} is no number of your own: visible ASCII, at most {LONGEST}"
        )
    return text


def _as_played(entered: str) -> str:
    text = played.written(entered)
    if text is None or len(text) > LONGEST:
        raise MalformedNumberError(
            f"{entered[:80]!r} is no number of the test carrier: printable ASCII, at most {LONGEST}"
        )
    return text


def _same(text: str) -> str:
    return text


def _without_check(form_id: str, length: int) -> Callable[[str], str]:
    def shortened(text: str) -> str:
        form = next(one for one in data().formats if one.id == form_id)
        found = match(form, text) if len(text) == length + 1 else None
        return text[:length] if found is not None and found.valid else text

    return shortened


def _with_prefix(text: str) -> str:
    form = next(one for one in data().formats if one.id == "dhl_parcel_de_20")
    return f"00{text}" if len(text) == 18 and match(form, f"00{text}") is not None else text


_ALIASES: Final[Mapping[str, Callable[[str], str]]] = {
    "gls": _without_check("gls_12", 11),
    "dpd": _without_check("dpd_14", 14),
    "dhl_parcel_de": _with_prefix,
}
