"""Resolve Kafka's jars anew with Maven and write the lock file: `python -m …stack.relock`.

Only needed to move to another Kafka; Maven is needed for this and for nothing else.
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from waymark_tools.stack.jars import LOCK

# The broker's artifact names neither a logging backend nor an slf4j that fits one.
WANTED: Final = (
    "org.apache.kafka:kafka_2.13:4.3.1",
    "org.apache.logging.log4j:log4j-core:2.25.4",
    "org.apache.logging.log4j:log4j-slf4j2-impl:2.25.4",
    "org.slf4j:slf4j-api:2.0.17",
)


def _pom() -> str:
    """The smallest project that depends on what is wanted."""
    tags = ("groupId", "artifactId", "version")
    wanted = "".join(
        "<dependency>"
        + "".join(
            f"<{tag}>{part}</{tag}>" for tag, part in zip(tags, coordinate.split(":"), strict=True)
        )
        + "</dependency>"
        for coordinate in WANTED
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>waymark</groupId><artifactId>jars</artifactId><version>1</version>"
        f"<dependencies>{wanted}</dependencies></project>"
    )


def _coordinate(path: Path) -> str:
    """The coordinate of a jar by its place in Maven's layout."""
    *group, artifact, version, _ = path.parts
    return f"{'.'.join(group)}:{artifact}:{version}"


def resolve() -> dict[str, str]:
    """Coordinate → SHA-256 of the runtime closure, sorted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pom.xml").write_text(_pom())
        copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=jars"]
        subprocess.run(
            ["mvn", "-q", "-B", *copy, "-Dmdep.useRepositoryLayout=true"], cwd=folder, check=True
        )
        jars = sorted((folder / "jars").rglob("*.jar"))
        return {
            _coordinate(jar.relative_to(folder / "jars")): hashlib.sha256(
                jar.read_bytes()
            ).hexdigest()
            for jar in jars
        }


def main() -> None:
    """Write the lock file beside this module."""
    lock = {"wanted": list(WANTED), "jars": resolve()}
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")
    print(f"{LOCK}: {len(lock['jars'])} jars")


if __name__ == "__main__":
    main()
