"""`python -m waymark_tools.contract`: writes what is published and names what would break.

With `baseline` it makes today's contract the released one instead.
"""

import sys

from waymark_tools.contract.baseline import RELEASED, release, released, today
from waymark_tools.contract.breaking import breaks
from waymark_tools.contract.publishing import EVENTS, publish


def main(arguments: list[str]) -> int:
    """Returns 1 when today's contract breaks the released one."""
    if arguments == ["baseline"]:
        found = release()
        print(f"{RELEASED} stays as it is" if found else f"{RELEASED} is today's contract")
    else:
        print(f"{publish()} schemas and asyncapi.json in {EVENTS}")
        found = breaks(released(), today())
    for sentence in found:
        print(f"breaks: {sentence}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
