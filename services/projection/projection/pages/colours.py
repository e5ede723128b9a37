"""The retailer's colour, made readable: WCAG 2.2 contrast of 4.5 wherever text is involved."""

import re
from typing import Final

from msgspec import Struct
from waymark_words.colours import channels, contrast

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_USUAL: Final = "#1f5f8b"
_LEAST: Final = 4.5
_STEPS: Final = 20
_LIGHT: Final = ("#ffffff", "#f6f7f8")
_DARK: Final = ("#1b2026", "#111418")


class Colours(Struct, frozen=True):
    """`on_accent` is readable on the accent; the others are the accent readable on our grounds."""

    accent: str
    on_accent: str
    on_light: str
    on_dark: str


def colours(given: str) -> Colours:
    """The palette of a colour `#rrggbb`; ours when it is none."""
    accent = given.lower() if _HEX.fullmatch(given) else _USUAL
    black, white = contrast(accent, "#000000"), contrast(accent, "#ffffff")
    return Colours(
        accent=accent,
        on_accent="#ffffff" if white >= black else "#000000",
        on_light=_towards(accent, "#000000", _LIGHT),
        on_dark=_towards(accent, "#ffffff", _DARK),
    )


def _towards(colour: str, end: str, grounds: tuple[str, ...]) -> str:
    """The nearest mix with `end` that is readable on every ground."""
    for step in range(_STEPS):
        mixed = _mixed(colour, end, step / _STEPS)
        if all(contrast(mixed, ground) >= _LEAST for ground in grounds):
            return mixed
    return end


def _mixed(colour: str, end: str, part: float) -> str:
    pairs = zip(channels(colour), channels(end), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * part):02x}" for one, other in pairs)
