"""Fixtures that several files share, and the order of the files."""

from collections.abc import Iterator
from typing import Final

import pytest
from integration.projection_worker import Projecting, opened
from kit.databases import Databases
from psycopg_pool import ConnectionPool

WAIT_LONGEST: Final = ("test_runtime_rebalance.py", "test_runtime_lag.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits longest, so that nobody waits for it alone at the end."""
    items.sort(key=lambda item: item.path.name not in WAIT_LONGEST)


@pytest.fixture
def projection_pool(database: Databases) -> Iterator[ConnectionPool]:
    """The projection's worker on a database of its own."""
    yield from opened(database("projection").worker)


@pytest.fixture
def projecting(projection_pool: ConnectionPool) -> Projecting:
    """Its handlers, given batches by the test."""
    return Projecting(projection_pool)
