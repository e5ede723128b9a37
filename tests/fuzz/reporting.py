"""What a run of schemathesis came to, in a few lines; the rest is in its own reports."""

from collections import Counter
from pathlib import Path

from fuzz.running import Found
from fuzz.targets import Target

_WORDS = {
    "accepted": "accepted",
    "conflicts": "refused as they stand",
    "rejected": "refused as nonsense",
    "unreachable": "about nothing",
}


def told(target: Target, found: Found, seed: int) -> str:
    """How much was asked, of what, with which end."""
    report = found.report
    asked, operations = report["test_cases"], report["operations"]
    ends: Counter[str] = Counter()
    for phases in report["valid_rates"].values():
        for counts in phases.values():
            ends.update(counts)
    valid = ", ".join(f"{ends[name]} {word}" for name, word in _WORDS.items() if ends[name])
    phases = ", ".join(f"{name} {one['status']}" for name, one in report["phases"].items())
    failures = [f"  {one}" for one in report["failures"]]
    return "\n".join(
        (
            f"{target.name}: {target.description}",
            f"  {operations['tested']} of {operations['total']} operations, "
            f"{asked['generated']} requests in {report['running_time']:.0f} s, seed {seed}, "
            f"schemathesis {report['schemathesis_version']}",
            f"  of those that fit the description: {valid}",
            f"  phases: {phases}",
            f"  {asked['unique_failures']} failures",
            *failures,
        )
    )


def keep(folder: Path, reports: list[str]) -> None:
    """The report of all, beside schemathesis' own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text("\n\n".join(reports) + "\n")
