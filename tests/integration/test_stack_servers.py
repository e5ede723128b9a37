"""What a test gets: a real broker and a real PostgreSQL, fresh topics, fresh databases."""

from collections.abc import Iterator

import psycopg
import pytest
from kit.broker import Broker
from kit.databases import Databases
from waymark_events.topics import Service
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database
from waymark_tools.stack.servers import Servers

pytestmark = pytest.mark.integration


def test_a_record_comes_back_with_the_brokers_own_time(broker: Broker) -> None:
    """What was written compressed with zstd is read unchanged, stamped by the broker."""
    broker.create_topics("order.events.v1")

    broker.send("order.events.v1", b"key", b"value" * 100, [("ce_id", b"1"), ("empty", None)])

    (record,) = broker.consume_all("order.events.v1")
    assert (record.key, record.value) == (b"key", b"value" * 100)
    assert record.headers == (("ce_id", b"1"), ("empty", None))
    assert record.timestamp_type == 1, "LogAppendTime"


def test_tests_do_not_see_each_others_topics(stack: Servers) -> None:
    """The same declared topic under two prefixes is two topics."""
    here, there = Broker(stack.bootstrap, "here."), Broker(stack.bootstrap, "there.")
    here.create_topics("probe")
    there.create_topics("probe")

    here.send("probe", None, b"x")

    assert [record.value for record in here.consume_all("probe")] == [b"x"]
    assert there.consume_all("probe") == []


@pytest.mark.parametrize("service", list(Service))
def test_a_database_is_fresh_and_migrated_each_time(database: Databases, service: Service) -> None:
    """Two databases of one service share roles and tables, and no rows."""
    first, second = database(service), database(service)

    with psycopg.connect(first.owner) as owner:
        owner.execute("CREATE TABLE only_here (a integer)")

    tables = "SELECT count(*) FROM pg_tables WHERE tablename = %s"
    with psycopg.connect(second.worker) as worker:
        assert worker.execute(tables, ("only_here",)).fetchone() == (0,)
        assert worker.execute(tables, ("position",)).fetchone() == (1,)


class TestRoles:
    """Who may do what in a service's database."""

    @pytest.fixture
    def urls(self, stack: Servers, topic_prefix: str) -> Iterator[DatabaseUrls]:
        """An empty database with one table of its owner's."""
        name = f"roles_{topic_prefix[:-1]}"
        urls = create_database(stack.admin_url, Service.ORDER, name)
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE kept (no integer GENERATED ALWAYS AS IDENTITY, a integer)")
        yield urls
        drop_database(stack.admin_url, name)

    def test_the_worker_reads_and_writes_what_the_owner_made(self, urls: DatabaseUrls) -> None:
        """Migrations need not grant the worker anything."""
        with psycopg.connect(urls.worker) as worker:
            worker.execute("INSERT INTO kept (a) VALUES (1)")

            assert worker.execute("SELECT no, a FROM kept").fetchall() == [(1, 1)]

    def test_web_gets_nothing_by_itself(self, urls: DatabaseUrls) -> None:
        """What no migration grants is closed to the web role."""
        with (
            psycopg.connect(urls.web) as web,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            web.execute("SELECT * FROM kept")

    def test_another_services_roles_stay_outside(self, stack: Servers, urls: DatabaseUrls) -> None:
        """A service's role cannot even connect to another service's database."""
        other = create_database(stack.admin_url, Service.NOTIFIER, f"{urls.name}_n")
        intruder = other.worker.replace(other.name, urls.name)

        with pytest.raises(psycopg.OperationalError, match="CONNECT"):
            psycopg.connect(intruder)

        drop_database(stack.admin_url, other.name)

    def test_making_it_again_keeps_what_is_there(self, stack: Servers, urls: DatabaseUrls) -> None:
        """A second start of the demo finds its tables."""
        again = create_database(stack.admin_url, Service.ORDER, urls.name)

        with psycopg.connect(again.worker) as worker:
            assert worker.execute("SELECT count(*) FROM kept").fetchone() == (0,)
