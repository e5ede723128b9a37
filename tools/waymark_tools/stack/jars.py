"""Kafka's jars: exactly the coordinates and digests of the lock file, from a Maven repository.

Fetched with httpx and not with a resolver in Python (jgo): one was tried and answers other versions
than Maven does, only warns of a wrong checksum, and leaves half a file in its cache when cut off.
Standard environment proxies and certificates are respected.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

LOCK: Final = Path(__file__).with_name("jars.lock.json")
_CENTRAL: Final = "https://repo1.maven.org/maven2"
_AT_ONCE: Final = 8
_ATTEMPTS: Final = 3
_TIMEOUT_S: Final = 60.0


class DigestMismatchError(Exception):
    """A jar whose bytes are not those that were locked."""


@dataclass(frozen=True)
class Jar:
    """One locked artifact: `coordinate` is group:artifact:version, `sha256` in hex."""

    coordinate: str
    sha256: str

    @property
    def path(self) -> str:
        """Its path in a repository of Maven's layout."""
        group, artifact, version = self.coordinate.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version}/{artifact}-{version}.jar"

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.rsplit("/", 1)[-1]


def locked(lock: Path = LOCK) -> list[Jar]:
    """The jars of the lock file, in class-path order."""
    entries: Mapping[str, str] = json.loads(lock.read_bytes())["jars"]
    return [Jar(coordinate, sha256) for coordinate, sha256 in entries.items()]


def fetch(jars: Iterable[Jar], folder: Path) -> list[Path]:
    """Bring the jars into `folder` unless they are there; every digest is checked, each time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        httpx.Client(follow_redirects=True, timeout=_TIMEOUT_S) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        return list(pool.map(lambda jar: _bring(client, jar, folder), jars))


def _bring(client: httpx.Client, jar: Jar, folder: Path) -> Path:
    """Download one jar unless the cache holds it; it appears whole or not at all."""
    target = folder / jar.name
    if target.exists():
        _check(jar, target.read_bytes(), str(target))
        return target
    content = _download(client, jar)
    part = target.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(target)
    return target


def _download(client: httpx.Client, jar: Jar) -> bytes:
    """The jar's bytes, checked; what fails on the way is tried again."""
    repository = os.environ.get("WAYMARK_MAVEN_REPOSITORY", _CENTRAL).rstrip("/")
    address = f"{repository}/{jar.path}"
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            content = client.get(address).raise_for_status().content
            break
        except httpx.HTTPError as error:
            if attempt == _ATTEMPTS:
                raise ConnectionError(
                    f"{address} could not be fetched ({error}); a proxy or another Maven repository"
                    " can be given by HTTPS_PROXY or WAYMARK_MAVEN_REPOSITORY"
                ) from error
    _check(jar, content, address)
    return content


def _check(jar: Jar, content: bytes, origin: str) -> None:
    """Refuse bytes that are not those that were locked."""
    found = hashlib.sha256(content).hexdigest()
    if found != jar.sha256:
        raise DigestMismatchError(
            f"{origin} has SHA-256 {found}, but {jar.coordinate} is locked as {jar.sha256}; "
            "delete the file if it is a cached one, else do not trust its source"
        )
