"""Who may do what on a retailer's topics."""

from waymark_events.ids import RetailerId
from waymark_tools.operator.access import rules

RULES = """
--add --allow-principal User:retailer-nord --operation Write --operation Describe --topic t.retailer.nord.orders.v1
--add --allow-principal User:order --operation Read --operation Describe --topic t.retailer.nord.orders.v1
--add --allow-principal User:retailer-nord --operation Write --operation Describe --topic t.retailer.nord.contacts.v1
--add --allow-principal User:order --operation Read --operation Describe --topic t.retailer.nord.contacts.v1
--add --allow-principal User:notifier --operation Write --operation Describe --topic t.retailer.nord.events.v1
--add --allow-principal User:retailer-nord --operation Read --operation Describe --topic t.retailer.nord.events.v1
--add --allow-principal User:order --operation Read --group t.order.intake.nord
--add --allow-principal User:retailer-nord --operation Read --group retailer-nord. --resource-pattern-type prefixed
"""  # noqa: E501 (as it is typed)


def test_a_retailer_writes_what_it_asks_and_reads_what_it_hears() -> None:
    """Nothing else, and no other principal but the two services; as `kafka-acls.sh` takes it."""
    found = [one.arguments for one in rules(RetailerId("nord"), "t.")]

    assert found == RULES.strip().splitlines()
