"""Only the bytes that were locked become the broker."""

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from waymark_tools.stack.jars import DigestMismatchError, Jar, fetch, locked

CONTENT = b"bytes of a jar"
JAR = Jar("org.example:thing:1.0", hashlib.sha256(CONTENT).hexdigest())


class Quiet(SimpleHTTPRequestHandler):
    """A repository that does not talk about its requests."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a repository served over HTTP; the jar's file in it is yielded."""
    file = tmp_path / "repository" / JAR.path
    file.parent.mkdir(parents=True)
    handler = partial(Quiet, directory=str(tmp_path / "repository"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        monkeypatch.setenv("WAYMARK_MAVEN_REPOSITORY", f"http://127.0.0.1:{server.server_port}")
        yield file
        server.shutdown()


def test_a_jar_is_fetched_once(repository: Path, tmp_path: Path) -> None:
    """The second time it comes from the cache."""
    repository.write_bytes(CONTENT)
    (fetched,) = fetch([JAR], tmp_path / "cache")
    repository.unlink()

    assert fetch([JAR], tmp_path / "cache") == [fetched]
    assert fetched.read_bytes() == CONTENT


def test_other_bytes_are_refused_and_not_kept(repository: Path, tmp_path: Path) -> None:
    """A repository that sends something else is named, and nothing of it stays."""
    repository.write_bytes(b"something else")

    with pytest.raises(DigestMismatchError, match=r"org\.example:thing:1\.0 is locked as"):
        fetch([JAR], tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cached_jar_is_checked_too(tmp_path: Path) -> None:
    """What somebody changed in the cache does not run."""
    (tmp_path / JAR.name).write_bytes(b"changed")

    with pytest.raises(DigestMismatchError, match="delete the file"):
        fetch([JAR], tmp_path)


def test_a_missing_jar_says_what_could_help(repository: Path, tmp_path: Path) -> None:
    """A repository that cannot be reached or lacks the jar is a sentence."""
    assert not repository.exists()

    with pytest.raises(ConnectionError, match="HTTPS_PROXY or WAYMARK_MAVEN_REPOSITORY"):
        fetch([JAR], tmp_path / "cache")


def test_the_lock_names_one_version_of_everything() -> None:
    """The lock holds the broker, one version an artifact, and whole digests."""
    jars = locked()

    assert "org.apache.kafka:kafka_2.13:4.3.1" in {jar.coordinate for jar in jars}
    assert len({jar.name for jar in jars}) == len(jars)
    assert len({jar.coordinate.rpartition(":")[0] for jar in jars}) == len(jars)
    assert all(len(jar.sha256) == 64 for jar in jars)
