"""Options of an account as a person writes them on a command line."""

from collections.abc import Sequence
from pathlib import Path


def read_options(given: Sequence[str]) -> dict[str, str]:
    """Each `NAME=VALUE`, or `NAME=@FILE` for what stands in a file; ValueError names what is wrong.

    A table of codes is a file, and no line to be typed.
    """
    options: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not name or not equals:
            raise ValueError(f"option {name!r} must be written NAME=VALUE")
        read = value.startswith("@")
        options[name] = content(f"option {name}", Path(value[1:])) if read else value
    return options


def content(what: str, path: Path) -> str:
    """The text of a file that a person named; ValueError says of `what` why there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise ValueError(f"{what}: {path} cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{what}: {path} must be a text in UTF-8") from None
