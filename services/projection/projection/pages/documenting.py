"""The developers' page: Swagger UI from our own origin over the three descriptions (decision 9)."""

import secrets
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from projection.pages.rendering import ALONE, Rendered, StaticFile, environment, read
from projection.pages.rendering import static_files as pages_files

_THEIRS: Final = MappingProxyType(
    {
        "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
        "swagger-ui.css": "text/css; charset=utf-8",
    }
)
_OURS: Final = MappingProxyType(
    {"docs.css": "text/css; charset=utf-8", "docs.js": "text/javascript; charset=utf-8"}
)


def page() -> Rendered:
    """The page. Scripts are those it names itself; it asks nobody but us."""
    nonce = secrets.token_urlsafe(16)
    versions = {name: one.version for name, one in static_files().items()}
    icon = pages_files()["icon.svg"].version
    template = environment().get_template("docs.html")
    text = template.render(nonce=nonce, versions=versions, icon=icon)
    policy = (
        f"default-src 'none'; style-src 'self'; script-src 'nonce-{nonce}'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    own = {"Content-Security-Policy": policy, "Content-Language": "en"}
    return Rendered(text.encode(), {**ALONE, **own})


@lru_cache(maxsize=1)
def static_files() -> Mapping[str, StaticFile]:
    """What the page loads, read once."""
    return MappingProxyType({**read("fastapi_offline", _THEIRS), **read("projection.pages", _OURS)})
