"""Every sample is heard as it was when a person read it last."""

from pathlib import Path

from waymark_tools.golden import heard_in

TESTS = Path(__file__).parents[2] / "services" / "carrier_ingest" / "tests"


def test_every_sample_is_heard_as_it_was_written_down() -> None:
    """`make golden` writes them anew; the difference is read before it is committed."""
    golden = {
        path.name.removesuffix(".jsonl"): path.read_text().splitlines()
        for path in (TESTS / "dialect_golden").glob("*.jsonl")
    }

    assert dict(heard_in(TESTS / "dialect_samples")) == golden
