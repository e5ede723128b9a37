"""Fixtures that several files share."""

from collections.abc import Iterator

import pytest
from integration.projection_worker import Projecting, opened
from kit.databases import Databases
from psycopg_pool import ConnectionPool


@pytest.fixture
def projection_pool(database: Databases) -> Iterator[ConnectionPool]:
    """The projection's worker on a database of its own."""
    yield from opened(database("projection").worker)


@pytest.fixture
def projecting(projection_pool: ConnectionPool) -> Projecting:
    """Its handlers, given batches by the test."""
    return Projecting(projection_pool)
