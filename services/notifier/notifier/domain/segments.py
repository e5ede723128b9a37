"""SMS text: what fits into how many segments (3GPP TS 23.038)."""

from typing import Final

from msgspec import Struct

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
_PLAIN: Final = str.maketrans(
    {
        "—": "-",
        "–": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "…": "...",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
    }
)
_GSM: Final = (160, 153)
_UCS: Final = (70, 67)


class Segmented(Struct, frozen=True):
    """A text and what sending it takes. `units` are septets, or 16-bit units when not GSM-7."""

    text: str
    encoding: str
    units: int
    segments: int


def segmented(text: str) -> Segmented:
    """Typographic signs become plain ones, so that one of them does not halve the room."""
    plain = text.translate(_PLAIN)
    if all(sign in _BASIC or sign in _EXTENDED for sign in plain):
        units = sum(2 if sign in _EXTENDED else 1 for sign in plain)
        return Segmented(plain, "gsm7", units, _count(units, *_GSM))
    units = len(plain.encode("utf-16-be")) // 2
    return Segmented(plain, "ucs2", units, _count(units, *_UCS))


def _count(units: int, alone: int, of_several: int) -> int:
    return 1 if units <= alone else -(-units // of_several)
