"""Retailers are given topics of their own, and lose them again."""

import pytest
from integration.order_rig import OTHER, SHOP, store_on
from kit.databases import Databases
from msgspec.structs import replace
from order.app.retailers import Retailers
from order.store.rows import Rows
from order_asked import asking
from order_given import NOW
from waymark_runtime.faults import Refused
from waymark_runtime.postgres import make_pool

pytestmark = pytest.mark.integration


def test_topics_are_opened_and_closed_and_other_settings_leave_them(database: Databases) -> None:
    """Who is changed later keeps them; a retailer that is not there gets none."""
    url, plain = database("order").worker, replace(asking().retailer, topics=False)
    with store_on(url) as store, make_pool(url, name="topics") as pool:
        retailers = Retailers(store, Rows(pool), "p" * 32)
        retailers.set(plain, NOW)

        assert retailers.open_topics(SHOP, NOW).topics
        assert retailers.open_topics(SHOP, NOW).version == 2
        assert retailers.set(replace(plain, name="Polar"), NOW).topics
        assert not retailers.close_topics(SHOP, NOW).topics
        with pytest.raises(Refused, match="add it first"):
            retailers.open_topics(OTHER, NOW)
