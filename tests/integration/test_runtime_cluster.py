"""What a cluster tells of its topics: a topic that is not told of is not one that is absent."""

import pytest
from kit.broker import Broker
from waymark_runtime.faults import TransientFault
from waymark_runtime.reader import reading

pytestmark = pytest.mark.integration
TOPIC = "shipment.events.v1"


def test_a_topic_that_was_never_made_is_absent(broker: Broker) -> None:
    """The cluster is known all the same."""
    with reading([broker.bootstrap], broker.prefix) as log:
        found = log.ids([TOPIC])

    assert len(found.cluster) == 22
    assert found.topics == {}


def test_a_topic_of_which_the_broker_says_nothing_is_asked_for_again(broker: Broker) -> None:
    """Here it refuses the name; where a right is missing it refuses in the same place.

    Seen to fail: taken for absent, a database would be made anew from nothing.
    """
    with (
        reading([broker.bootstrap], "no such/") as log,
        pytest.raises(TransientFault, match=r"no such/shipment\.events\.v1: InvalidTopicError"),
    ):
        log.ids([TOPIC])
