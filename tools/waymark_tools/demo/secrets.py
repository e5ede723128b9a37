"""The secrets of one run: made anew for each, kept in the run's folder for its owner alone."""

import json
import secrets
from pathlib import Path
from typing import Final, Self

from msgspec import Struct, structs

_NAME: Final = "secrets.json"
_BYTES: Final = 32
LINK_KID: Final = "k1"


class Secrets(Struct, frozen=True):
    """Keys as hex text. `run` is no secret: it names this run's topics."""

    run: str
    key_pepper: str
    link_key: str
    contact_key: str
    seal_key: str
    webhook_seal_key: str
    provider_token: str
    ups_secret: str
    dhl_secret: str

    @classmethod
    def fresh(cls) -> Self:
        """Secrets nobody had before."""
        names = structs.fields(cls)[1:]
        return cls(secrets.token_hex(4), *(secrets.token_hex(_BYTES) for _ in names))

    def keep(self, folder: Path) -> None:
        """Write them down for whoever looks into a running demo; readable by the owner only."""
        part = folder / f"{_NAME}.part"
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_text(json.dumps(structs.asdict(self), indent=1))
        part.replace(folder / _NAME)
