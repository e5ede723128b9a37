"""Migrations: once, in order, whole or not at all, and never changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from kit.databases import Databases
from waymark_runtime.migrations import MigrationRefused, migrate, role_of
from waymark_runtime.postgres import make_pool, tenant, transaction
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


def apply(urls: DatabaseUrls, folder: Path) -> list[str]:
    return migrate(
        urls.owner, [folder], worker_role=role_of(urls.worker), web_role=role_of(urls.web)
    )


def test_replicas_that_start_together_apply_once(urls: DatabaseUrls, tmp_path: Path) -> None:
    """Four processes migrate at once: one applies, the others find it done."""
    (tmp_path / "9001_trial.sql").write_text("CREATE TABLE trial (id int)")

    with ThreadPoolExecutor(4) as starters:
        answers = list(starters.map(lambda _: apply(urls, tmp_path), range(4)))

    assert sorted(answers, key=len) == [[], [], [], ["9001_trial"]]


def test_a_changed_file_is_refused_by_name(urls: DatabaseUrls, tmp_path: Path) -> None:
    """A database that is not what the files say is an error that names the file."""
    file = tmp_path / "9001_trial.sql"
    file.write_text("CREATE TABLE trial (id int)")
    apply(urls, tmp_path)
    file.write_text("CREATE TABLE trial (id bigint)")

    with pytest.raises(MigrationRefused, match=r"9001_trial\.sql was changed"):
        apply(urls, tmp_path)


def test_a_failing_file_leaves_nothing(urls: DatabaseUrls, tmp_path: Path) -> None:
    """The files before it are not kept either: the run can be repeated once it is mended."""
    (tmp_path / "9001_good.sql").write_text("CREATE TABLE good (id int)")
    (tmp_path / "9002_bad.sql").write_text("CREATE TABEL bad (id int)")

    with pytest.raises(MigrationRefused, match=r"9002_bad\.sql failed"):
        apply(urls, tmp_path)

    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT to_regclass('good')").fetchone() == (None,)


def test_the_web_role_sees_one_retailer(urls: DatabaseUrls, tmp_path: Path) -> None:
    """`keep_apart` and `let_web`: rows of the retailer that the transaction set, and no other."""
    (tmp_path / "9001_trial.sql").write_text(
        "CREATE TABLE trial (retailer text); SELECT keep_apart('trial');"
        "SELECT let_web('trial', 'SELECT, INSERT');"
    )
    apply(urls, tmp_path)
    with psycopg.connect(urls.worker) as worker:
        worker.execute("INSERT INTO trial VALUES ('one'), ('two')")

    with make_pool(urls.web, name="test") as pool:
        with transaction(pool) as web:
            assert web.execute("SELECT * FROM trial").fetchall() == []
        with transaction(pool) as web:
            tenant(web, "one")
            assert web.execute("SELECT * FROM trial").fetchall() == [("one",)]
        with transaction(pool) as web:
            assert web.execute("SELECT * FROM trial").fetchall() == []
        with transaction(pool) as web:
            tenant(web, "one")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute("INSERT INTO trial VALUES ('two')")
