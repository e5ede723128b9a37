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
"""The share of mutants that tests have to notice, of those that can be noticed."""
EXPLAINED: Final = Path(__file__).with_name("explained.toml")


class Explanation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why no test can notice some mutants of a function, or none should.

    `function` and `becomes`, the mutated line, are patterns as of file names; but `[` is itself.
    """

    part: str
    function: str
    reason: str
    becomes: str = "*"

    def covers(self, mutant: Mutant) -> bool:
        """Tell whether this is about a mutant."""
        return fnmatchcase(mutant.function, self.function) and fnmatchcase(
            mutant.becomes, self.becomes.replace("[", "[[]")
        )


class Figures(Struct, frozen=True, kw_only=True):
    """Of one part. `explained` are survivors, too; `share` is of the mutants without them."""

    mutants: int
    killed: int
    timeout: int
    survived: int
    no_tests: int
    explained: int
    share: float
    seconds: int


class Verdict(Struct, frozen=True, kw_only=True):
    """A part's figures, its survivors that nobody explained, and explanations of nothing."""

    figures: Figures
    open: Sequence[Mutant]
    stale: Sequence[Explanation]

    @property
    def passed(self) -> bool:
        """Tell whether enough was noticed."""
        return self.figures.share >= LEAST


def explanations(path: Path = EXPLAINED) -> Sequence[Explanation]:
    """Those of the file; msgspec.ValidationError names what is wrong in it."""
    tables = msgspec.toml.decode(path.read_bytes(), type=dict[str, list[Explanation]])
    return tables.get("survivor", [])


def judge(
    part: str, mutants: Iterable[Mutant], explained: Sequence[Explanation], seconds: int
) -> Verdict:
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
        share=round(noticed / (noticed + len(unexplained)), 4),
        seconds=seconds,
    )
    return Verdict(figures=figures, open=unexplained, stale=stale)
