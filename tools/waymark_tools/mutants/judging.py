"""Whether enough faults were noticed, and which of the others somebody has explained."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from waymark_tools.mutants import outcomes
from waymark_tools.mutants.outcomes import Mutant

LEAST: Final = 0.9
"""The share of mutants that tests have to notice, of those that nobody explained."""
EXPLAINED: Final = Path(__file__).with_name("explained.toml")


class Explanation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why no test can notice some mutants of a function, or none should.

    `function` and the lines that differ are patterns as of file names; but `[` is itself.
    """

    part: str
    function: str
    reason: str
    was: str = "*"
    becomes: str = "*"

    def covers(self, mutant: Mutant) -> bool:
        """Tell whether this is about a mutant."""
        pairs = (
            (mutant.function, self.function),
            (mutant.was, self.was),
            (mutant.becomes, self.becomes),
        )
        return all(fnmatchcase(text, pattern.replace("[", "[[]")) for text, pattern in pairs)


class Figures(Struct, frozen=True, kw_only=True):
    """Of one part. `explained` survived or have no tests; the shares are what was noticed."""

    mutants: int
    killed: int
    timeout: int
    survived: int
    no_tests: int
    explained: int
    share: float
    share_without_explained: float


class Verdict(Struct, frozen=True, kw_only=True):
    """A part's figures, its survivors that nobody explained, and explanations of nothing."""

    figures: Figures
    open: Sequence[Mutant]
    stale: Sequence[Explanation]

    @property
    def passed(self) -> bool:
        """Tell whether enough was noticed."""
        return self.figures.share_without_explained >= LEAST


def explanations(path: Path = EXPLAINED) -> Sequence[Explanation]:
    """Those of the file; msgspec.ValidationError names what is wrong in it."""
    tables = msgspec.toml.decode(path.read_bytes(), type=dict[str, list[Explanation]])
    return tables.get("survivor", [])


def judge(part: str, mutants: Iterable[Mutant], explained: Sequence[Explanation]) -> Verdict:
    """Count a part's mutants; ValueError when some were not tested."""
    known = list(mutants)
    counts = Counter(mutant.outcome for mutant in known)
    if counts[outcomes.UNTESTED] or not known:
        raise ValueError(f"{part}: {counts[outcomes.UNTESTED]} of {len(known)} were not tested")
    left = [one for one in known if one.outcome in {outcomes.SURVIVED, outcomes.NO_TESTS}]
    ours = [one for one in explained if one.part == part]
    unexplained = [one for one in left if not any(why.covers(one) for why in ours)]
    stale = [why for why in ours if not any(why.covers(one) for one in left)]
    noticed = counts[outcomes.KILLED] + counts[outcomes.TIMEOUT]
    figures = Figures(
        mutants=len(known),
        killed=counts[outcomes.KILLED],
        timeout=counts[outcomes.TIMEOUT],
        survived=counts[outcomes.SURVIVED],
        no_tests=counts[outcomes.NO_TESTS],
        explained=len(left) - len(unexplained),
        share=_share(noticed, len(left)),
        share_without_explained=_share(noticed, len(unexplained)),
    )
    return Verdict(figures=figures, open=unexplained, stale=stale)


def _share(noticed: int, missed: int) -> float:
    return round(noticed / (noticed + missed), 4) if noticed else 0.0
