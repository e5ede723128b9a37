"""Texts by key and language, from gettext catalogues that Babel reads once, when first asked."""

import gettext
import io
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from babel.core import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final = ("en", "de")


def say(language: str, key: str, **values: object) -> str:
    """The text of a key with its values put in; KeyError when a language lacks it.

    A missing text is an error of ours, found by a test, never a raw key on a page.
    """
    text = _catalogue(language).gettext(key)
    if text == key:
        raise KeyError(f"{language} has no text for {key}")
    return text.format(**values) if values else text


def keys(language: str) -> set[str]:
    """All keys that a language has a text for."""
    return {key for key in _messages(language) if key}


def choose_language(
    page: str | None,
    recipient: str | None,
    accepted: str | None,
    retailer: str | None,
) -> str:
    """The page's switch, else the recipient's, else the browser's, else the retailer's, else en.

    `accepted` is an Accept-Language header; region tags count by their language.
    """
    for wanted in ([page], [recipient], _accepted(accepted), [retailer]):
        present = [_base(tag) for tag in wanted if tag]
        found = negotiate_locale(present, LANGUAGES) if present else None
        if found is not None:
            return found
    return "en"


@lru_cache(maxsize=8)
def locale(language: str) -> Locale:
    """The formats of a language."""
    return Locale.parse(language)


def _base(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()


def _accepted(header: str | None) -> Sequence[str]:
    weighted = []
    for position, part in enumerate((header or "").split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if tag and weight > 0:
            weighted.append((-weight, position, tag))
    return [tag for _, _, tag in sorted(weighted)]


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.GNUTranslations:
    with io.BytesIO(_source(language)) as source, io.BytesIO() as compiled:
        write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=8)
def _messages(language: str) -> tuple[str, ...]:
    with io.BytesIO(_source(language)) as source:
        return tuple(str(message.id) for message in read_po(source, locale=language))


def _source(language: str) -> bytes:
    return files("waymark_words").joinpath("catalogues", f"{language}.po").read_bytes()
