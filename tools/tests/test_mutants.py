"""`make mutants` counts what mutmut left, and sets apart what somebody explained."""

import json
from pathlib import Path

import pytest
from waymark_tools.mutants import judging, outcomes
from waymark_tools.mutants.judging import Explanation
from waymark_tools.mutants.outcomes import Mutant
from waymark_tools.mutants.parts import PARTS, Part

ROOT = Path(__file__).parents[2]
PART = Part(name="rule", home="home", package="pack", mutated=("pack/*.py",), tests=())
SOURCE = """def x__rule__mutmut_orig(a):
    return a < 1
def x__rule__mutmut_1(a):
    return a <= 1
def x__rule__mutmut_2(a):
    return a < 2
"""
SPANS = {"x__rule__mutmut_orig": [1, 2], "x__rule__mutmut_1": [3, 4], "x__rule__mutmut_2": [5, 6]}


def left(tmp_path: Path, *codes: int | None) -> list[Mutant]:
    """Read what mutmut would have left of a file with two mutants."""
    source = tmp_path / "mutants" / "pack" / "rules.py"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE)
    source.with_suffix(".py.spans").write_text(json.dumps({"version": 1, "spans": SPANS}))
    known = {f"pack.rules.x__rule__mutmut_{n}": code for n, code in enumerate(codes, 1)}
    source.with_suffix(".py.meta").write_text(json.dumps({"exit_code_by_key": known}))
    return list(outcomes.read(tmp_path, PART))


def survivors(*changes: str) -> list[Mutant]:
    return [
        Mutant(id=f"m{n}", outcome=outcomes.SURVIVED, function="pack.rule", becomes=change)
        for n, change in enumerate(changes)
    ]


def killed(count: int) -> list[Mutant]:
    return [Mutant(id=f"k{n}", outcome=outcomes.KILLED, function="f") for n in range(count)]


def explained(becomes: str, part: str = "rule") -> Explanation:
    return Explanation(part=part, function="pack.*", becomes=becomes, reason="equal")


def test_a_survivor_is_told_by_the_line_that_it_changed(tmp_path: Path) -> None:
    """A number says nothing, and another one tomorrow."""
    first, second = left(tmp_path, 0, 1)

    assert (first.outcome, second.outcome) == (outcomes.SURVIVED, outcomes.KILLED)
    assert (first.function, first.was, first.becomes) == (
        "pack.rules._rule",
        "return a < 1",
        "return a <= 1",
    )


def test_an_outcome_that_nobody_knows_is_no_kill(tmp_path: Path) -> None:
    """A new mutmut may say new things."""
    with pytest.raises(KeyError):
        left(tmp_path, 77)


def test_what_times_out_was_noticed(tmp_path: Path) -> None:
    """Somebody would have seen that nothing comes any more."""
    verdict = judging.judge("rule", left(tmp_path, 24, -24), ())

    assert (verdict.figures.timeout, verdict.figures.share) == (2, 1.0)


def test_a_part_fails_under_nine_of_ten() -> None:
    """Survivors count against it, unless they are explained."""
    mutants = [*killed(8), *survivors("a <= 1", "a < 2")]

    bare = judging.judge("rule", mutants, ())
    with_reason = judging.judge("rule", mutants, [explained("a <= *"), explained("a < 2")])

    assert (bare.passed, bare.figures.share, len(bare.open)) == (False, 0.8, 2)
    assert (with_reason.passed, with_reason.figures.share) == (True, 0.8)
    assert (with_reason.figures.survived, with_reason.figures.explained) == (2, 2)


def test_an_explanation_of_nothing_is_told_of() -> None:
    """Code moves on; what was said about it must not excuse the next fault."""
    stale = explained("a > 5")

    verdict = judging.judge("rule", survivors("a[0] < 2"), [explained("a[0] < 2"), stale])

    assert verdict.stale == [stale]
    assert verdict.open == []


def test_another_parts_explanation_excuses_nothing() -> None:
    """Each is for one part."""
    verdict = judging.judge("rule", survivors("a <= 1"), [explained("*", part="other")])

    assert (len(verdict.open), verdict.stale) == (1, [])


def test_a_run_that_stopped_early_is_no_verdict(tmp_path: Path) -> None:
    """Nor is one of nothing."""
    with pytest.raises(ValueError, match="1 of 2 were not tested"):
        judging.judge("rule", left(tmp_path, 1, None), ())
    with pytest.raises(ValueError, match="0 of 0"):
        judging.judge("rule", [], ())


def test_what_is_explained_is_of_a_part_and_has_a_reason() -> None:
    """The file is read as it is committed."""
    said = judging.explanations()

    assert {one.part for one in said} <= {part.name for part in PARTS}
    assert all(one.reason.endswith(".") for one in said)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_names_what_is_there(part: Part) -> None:
    """A test that was renamed would be missed in silence."""
    home = ROOT / part.home
    named = [*(test.partition("::")[0] for test in part.tests), *part.beside]

    assert [path for path in named if not (ROOT / path).exists()] == []
    assert [pattern for pattern in part.mutated if not list(home.glob(pattern))] == []
