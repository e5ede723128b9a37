"""Bearer tokens as carriers hand them out (OAuth 2, client credentials)."""

from carrier_ingest.carriers.dialect import Token
from carrier_ingest.carriers.reading import child, decoded, text


def read_token(body: bytes) -> Token | None:
    """Read the token's answer, in which the lifetime may be a text; None when it is no token."""
    value = decoded(body)
    token, lifetime = child(value, "access_token"), text(value, "expires_in")
    if not isinstance(token, str) or not token or not (lifetime.isascii() and lifetime.isdecimal()):
        return None
    return Token(value=token, expires_in_s=int(lifetime))
