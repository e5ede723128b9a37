"""The fixtures of integration tests: what they need is really there, fresh for each test."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from kit.broker import Broker
from kit.databases import Databases
from kit.stack import SharedStack
from waymark_tools.stack.servers import Servers

_FOLDER: Final = "WAYMARK_TEST_RUN"
_CONTROLLER: Final = "WAYMARK_TEST_CONTROLLER"


def _is_worker(config: pytest.Config) -> bool:
    """Tell an xdist worker from the run's controller."""
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder, which its workers inherit by the environment."""
    if not _is_worker(config):
        os.environ[_FOLDER] = tempfile.mkdtemp(prefix="waymark-tests-")
        os.environ[_CONTROLLER] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers of the run, if any test asked for them."""
    if not _is_worker(config):
        folder = Path(os.environ[_FOLDER])
        SharedStack(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stack() -> Servers:
    """The run's one broker and one PostgreSQL; a test that asks fails where there is none."""
    return SharedStack(Path(os.environ[_FOLDER])).servers(int(os.environ[_CONTROLLER]))


@pytest.fixture
def topic_prefix() -> str:
    """A fresh WAYMARK_TOPIC_PREFIX: topics and groups of this test alone."""
    return _prefix()


@pytest.fixture
def broker(stack: Servers, topic_prefix: str) -> Broker:
    """The broker under this test's prefix: `create_topics`, `send`, `consume_all`."""
    return Broker(stack.bootstrap, topic_prefix)


@pytest.fixture
def database(stack: Servers) -> Iterator[Databases]:
    """`database("order")` is a fresh migrated database by its owner, worker and web addresses."""
    yield from _databases(stack)


@pytest.fixture(scope="module")
def module_broker(stack: Servers) -> Broker:
    """As `broker`, one for all tests of a file that share their programs."""
    return Broker(stack.bootstrap, _prefix())


@pytest.fixture(scope="module")
def module_database(stack: Servers) -> Iterator[Databases]:
    """As `database`, for all tests of a file that share their programs."""
    yield from _databases(stack)


def _prefix() -> str:
    return f"t{uuid.uuid4().hex[:12]}."


def _databases(stack: Servers) -> Iterator[Databases]:
    run = Path(os.environ[_FOLDER]).name.rpartition("-")[2]
    databases = Databases(stack.admin_url, run)
    yield databases
    databases.drop_all()
