"""Templates, static files and the headers that keep a page to itself."""

import secrets
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec import Struct

from projection.pages.views import NoticeView, PageView

_TYPES: Final = MappingProxyType(
    {
        "page.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }
)
ALONE: Final = MappingProxyType(
    {
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
)


class StaticFile(Struct, frozen=True):
    """A file as it is served; `version` changes with its bytes."""

    body: bytes
    media_type: str
    version: str


class Rendered(Struct, frozen=True):
    """A page's bytes and the headers it must have."""

    body: bytes
    headers: Mapping[str, str]


def render(template: str, language: str, **values: PageView | NoticeView) -> Rendered:
    """Fill in a template; everything put in is escaped."""
    nonce = secrets.token_urlsafe(16)
    versions = {name: one.version for name, one in static_files().items()}
    text = environment().get_template(template).render(nonce=nonce, versions=versions, **values)
    policy = (
        f"default-src 'none'; style-src 'self' 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
        "connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    own = {"Content-Security-Policy": policy, "Content-Language": language}
    return Rendered(text.encode(), {**ALONE, **own})


@lru_cache(maxsize=1)
def static_files() -> Mapping[str, StaticFile]:
    """Style and script of the page, read once."""
    return MappingProxyType(read("projection.pages", _TYPES))


def read(package: str, types: Mapping[str, str]) -> dict[str, StaticFile]:
    """Files of a package's folder `static`, by name; `types` maps names to media types."""
    folder = files(package).joinpath("static")
    bodies = {name: folder.joinpath(name).read_bytes() for name in types}
    return {
        name: StaticFile(body, types[name], sha256(body).hexdigest()[:12])
        for name, body in bodies.items()
    }


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where templates are found; everything put in is escaped."""
    return Environment(
        loader=PackageLoader("projection", "pages/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
