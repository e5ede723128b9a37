"""Bearer tokens as carriers hand them out (OAuth 2, client credentials)."""

from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.carriers.reading import child, decoded, text

_REFUSED: Final = frozenset({"invalid_client", "invalid_grant", "unauthorized_client"})


class Token(Struct, frozen=True, kw_only=True):
    """A bearer token and how long it lives. Keep it: carriers count the requests for one."""

    value: str
    expires_in_s: int


def read_token(body: bytes) -> Token | None:
    """Read the token's answer, in which the lifetime may be a text; None when it is no token."""
    value = decoded(body)
    token, lifetime = child(value, "access_token"), text(value, "expires_in")
    if not isinstance(token, str) or not token or not (lifetime.isascii() and lifetime.isdecimal()):
        return None
    return Token(value=token, expires_in_s=int(lifetime))


def refused_login(carrier: str, value: object) -> Trouble | None:
    """What a refusal to hand out a token says (RFC 6749, 5.2): more tries would not help."""
    code = text(value, "error")
    if code not in _REFUSED:
        return None
    detail = f"{carrier} refuses the login of this account"
    return Trouble(advice=Advice.STOP_ACCOUNT, code=code, detail=detail, alarm=True)
