"""Every sample is heard, and the carriers' page says, what a person read last."""

from pathlib import Path

from waymark_tools.carriers_page import PAGE, page
from waymark_tools.golden import heard_in

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "services" / "carrier_ingest" / "tests"


def test_every_sample_is_heard_as_it_was_written_down() -> None:
    """`make golden` writes them anew; the difference is read before it is committed."""
    golden = {
        path.name.removesuffix(".jsonl"): path.read_text().splitlines()
        for path in (TESTS / "dialect_golden").glob("*.jsonl")
    }

    assert dict(heard_in(TESTS / "dialect_samples")) == golden


def test_the_page_of_carriers_is_the_codes() -> None:
    """Who adds a carrier, a way or a code writes it anew: `make golden`."""
    assert (ROOT / PAGE).read_text() == page()
