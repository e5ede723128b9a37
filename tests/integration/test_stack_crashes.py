"""The servers as processes of ours: what they held survives kill -9."""

from collections.abc import Iterator

import psycopg
import pytest
from kit.broker import Broker
from waymark_tools.stack.servers import LocalServers
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.temporary import temporary_folder

pytestmark = pytest.mark.integration


@pytest.fixture
def own() -> Iterator[LocalServers]:
    """Servers that this test alone may kill."""
    with temporary_folder() as folder, Supervisor(folder) as supervisor:
        yield LocalServers(supervisor).start()


def test_what_was_acknowledged_survives_kill_9(own: LocalServers) -> None:
    """A killed broker comes back at its address with the record; a killed database with its row."""
    broker = Broker(own.kafka.bootstrap, "crash.")
    broker.create_topics("probe")
    broker.send("probe", b"k", b"before")
    with psycopg.connect(own.postgres.admin_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS a")

    own.kafka.kill()
    own.postgres.kill()
    own.start()

    assert [record.value for record in broker.consume_all("probe")] == [b"before"]
    broker.send("probe", b"k", b"after")
    assert [record.value for record in broker.consume_all("probe")] == [b"before", b"after"]
    with psycopg.connect(own.postgres.admin_url) as connection:
        assert connection.execute("SELECT a FROM kept").fetchone() == (1,)
