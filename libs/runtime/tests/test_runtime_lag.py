"""Lag as a process shows it: of its own partitions alone, and as old as the oldest unread."""

import time
from collections.abc import Iterator

import pytest
from prometheus_client import REGISTRY
from waymark_runtime.consumer.lagging import Lag
from waymark_runtime.records import Place

CONSUMER = "lag-trial"
ONE, TWO = ("shipment.events.v1", 1), ("shipment.events.v1", 2)


@pytest.fixture
def lag() -> Iterator[Lag]:
    made = Lag(CONSUMER)
    yield made
    made.forget()


def shown(what: str) -> dict[Place, float]:
    """A gauge's values by partition."""
    return {
        (sample.labels["topic"], int(sample.labels["partition"])): sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == f"waymark_consumer_lag_{what}" and sample.labels["consumer"] == CONSUMER
    }


def test_lag_is_shown_in_records_and_seconds(lag: Lag) -> None:
    """Nothing waits: zero seconds."""
    lag.show(ONE, 7, time.time() - 60)
    lag.show(TWO, 0, None)

    assert shown("records") == {ONE: 7, TWO: 0}
    assert shown("seconds") == {ONE: pytest.approx(60, abs=1), TWO: 0}


def test_age_grows_while_nothing_is_measured(lag: Lag) -> None:
    """Who cannot ask the broker any more still says for how long the oldest has waited."""
    lag.show(ONE, 1, time.time())

    before = shown("seconds")[ONE]

    assert shown("seconds")[ONE] > before


def test_a_partition_that_moved_away_is_not_shown(lag: Lag) -> None:
    """Its last value would count for ever beside that of the process that has it now."""
    lag.show(ONE, 7, time.time())
    lag.forget()

    assert shown("records") == shown("seconds") == {}
    assert lag.lacks([ONE])

    lag.show(ONE, 3, time.time() - 5)
    assert shown("records") == {ONE: 3}
    assert shown("seconds") == {ONE: pytest.approx(5, abs=1)}
