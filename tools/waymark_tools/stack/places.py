"""Where the stack keeps what it fetched, and where an unprivileged user may work."""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = 0
_UNPRIVILEGED: Final = "nobody"
_SHARED_CACHE: Final = Path("/var/cache/waymark")


@dataclass(frozen=True)
class Account:
    """The user a server is started as; `name` None means: whoever we are."""

    name: str | None = None

    def may_enter(self, place: Path) -> bool:
        """Tell whether every folder above `place` lets this user through."""
        return self.name is None or all(folder.stat().st_mode & 0o001 for folder in place.parents)

    def own(self, place: Path) -> None:
        """Give the tree at `place` to this user."""
        if self.name is None:
            return
        for path in (place, *place.rglob("*")):
            shutil.chown(path, self.name)


def server_account() -> Account:
    """Ourselves, or `nobody` when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != _ROOT:
        return Account()
    try:
        pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        raise RuntimeError(
            f"root may not run PostgreSQL and there is no user {_UNPRIVILEGED!r} to run it as; "
            f"add one (useradd --system {_UNPRIVILEGED}) or start this as an ordinary user"
        ) from None
    return Account(_UNPRIVILEGED)


def cache() -> Path:
    """`~/.cache/waymark`, or below XDG_CACHE_HOME; made when missing."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "waymark"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def reachable(account: Account, wanted: Path) -> Path:
    """`wanted`, or a stand-in under /var/cache that `account` may enter.

    Only root ever needs the stand-in: its home and what is checked out there is closed to others.
    """
    place = wanted.absolute()
    if account.may_enter(place):
        return place
    for folder in (_SHARED_CACHE.parent, _SHARED_CACHE):
        folder.mkdir(mode=0o755, exist_ok=True)
    return _SHARED_CACHE / hashlib.sha256(bytes(place)).hexdigest()[:16]
