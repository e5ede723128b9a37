"""A person whose contact was deleted is told nothing more and is in no table."""

from collections.abc import Iterator

import pytest
from integration.notifier_rig import Notifying, notifying
from integration.notifier_said import confirmed, told
from kit.databases import Databases
from notifier_given import ANNA, BERT, NOW, SHOP, status
from notifier_rows import contact
from waymark_events.messages.people import RecipientErased

pytestmark = pytest.mark.integration


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        yield rig


@pytest.mark.parametrize("how", ["null", "erased"])
def test_who_is_forgotten_is_told_nothing(notifier: Notifying, how: str) -> None:
    """A deleted contact ends what waits for it, and its data is in no table."""
    notifier.read(contact(), status("delivered"))
    notifier.send()
    assert notifier.rows() == [("delivered", "waiting", None)]

    if how == "null":
        notifier.apply(notifier.deletion(ANNA))
    else:
        notifier.read(RecipientErased(retailer=SHOP, recipient_id=ANNA, at=NOW))
    notifier.send()

    assert notifier.rows() == [("delivered", "suppressed", "erased")]
    assert notifier.execute("SELECT document FROM contact") == [(None,)]


def test_who_was_forgotten_stays_forgotten(notifier: Notifying) -> None:
    """The old contact read once more does not bring the person back."""
    notifier.read(contact())
    notifier.apply(notifier.deletion(ANNA), notifier.deletion(BERT))

    notifier.read(contact(), status("delivered"), confirmed())
    notifier.send()

    assert set(notifier.rows()) == {
        ("confirmed", "suppressed", "erased"),
        ("delivered", "suppressed", "erased"),
    }


def test_set_and_deleted_in_one_batch_is_deleted(notifier: Notifying) -> None:
    """The order of a person's partition decides, within a batch too."""
    records = [notifier.arrived(told(contact())), notifier.deletion(ANNA)]
    records.append(notifier.arrived(told(contact())))

    notifier.apply(*records)

    assert notifier.execute("SELECT document FROM contact") == [(None,)]
