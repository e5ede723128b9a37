"""Posting to real servers of every temper, and to no address that is not everybody's."""

import asyncio
import ssl
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpcore
import pytest
import trustme
from notifier.app.webhooks.signing import Posting
from notifier.domain.webhooks.addresses import refused
from notifier.domain.webhooks.pace import Answer
from notifier.outbox.webhooks.guard import (
    AddressRefused,
    Guarded,
    NameNotFound,
    Resolve,
    resolver,
)
from notifier.outbox.webhooks.posting import Poster
from notifier_given import NOW
from notifier_receiver import Receiver, receiver
from test_notifier_webhook_targets import INSIDE

PUBLIC = "93.184.216.34"
TRUST = ssl.create_default_context()


class Dialled(httpcore.AsyncNetworkBackend):
    """Writes down what is dialled and lets nothing out."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    async def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        self.hosts.append(host)
        raise httpcore.ConnectError

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


@pytest.fixture(scope="module")
def there() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture(scope="module")
def system() -> Iterator[Resolve]:
    with ThreadPoolExecutor(4) as threads:
        yield resolver(threads)


def names(*answers: Sequence[str]) -> Resolve:
    """A name server that answers so, one after the other; the last for ever."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


def post(url: str, resolve: Resolve, *, trust: ssl.SSLContext = TRUST, **more: Any) -> Answer:
    """Post once. `to_loopback` and a short time-out unless others are given."""
    given: dict[str, Any] = {"to_loopback": True, "timeout_s": 0.4} | more
    poster = Poster(resolve, trust, now=lambda: NOW, **given)
    return asyncio.run(poster.post(Posting(url, {"webhook-id": "e-1"}, b'{"id":"e-1"}')))


@pytest.mark.parametrize(
    ("path", "came", "excerpt"),
    [
        ("/good", 204, ""),
        ("/500", 500, "said 500"),
        ("/410", 410, "said 410"),
        ("/drip", 200, "x"),
        ("/redirect", 302, "said 302"),
        ("/drip-head", "timeout", ""),
        ("/hang", "timeout", ""),
        ("/reset", "answer_unreadable", ""),
        ("/garbage", "answer_unreadable", ""),
    ],
)
def test_whatever_a_server_does_is_an_answer_in_time(
    there: Receiver, system: Resolve, path: str, came: int | str, excerpt: str
) -> None:
    """A status counts once it is there; a body that never ends is read to its cap and left."""
    answer = post(there.url(path), system)

    assert (answer.status or answer.error) == came
    assert answer.excerpt.startswith(excerpt)
    assert len(answer.excerpt) <= 1_024
    assert answer.duration_ms < 3_000
    assert there.got[-1].body == b'{"id":"e-1"}'


def test_an_answer_without_end_is_read_to_its_cap(there: Receiver, system: Resolve) -> None:
    """And left there, long before the time-out."""
    answer = post(there.url("/endless"), system, timeout_s=9)

    assert (answer.status, answer.excerpt) == (200, "x" * 1_024)
    assert answer.duration_ms < 8_000


def test_a_redirect_is_not_followed_whatever_it_leads_to(there: Receiver, system: Resolve) -> None:
    """Where it leads was never allowed."""
    post(there.url("/redirect"), system)

    assert there.ids("/secret") == []


def test_retry_after_is_heard(there: Receiver, system: Resolve) -> None:
    """With whatever failure it comes."""
    there.headers = {"Retry-After": "120"}
    answer = post(there.url("/429"), system)
    there.headers = {}

    assert answer.retry_after == timedelta(minutes=2)


def test_nobody_there_and_no_such_name_are_told_apart(system: Resolve) -> None:
    """The retailer's developer reads the word and knows where to look."""
    assert post("http://127.0.0.1:9/", system).error == "connection_failed"
    assert post("https://no-such-name.invalid/", system).error == "name_not_found"


def test_no_proxy_of_the_environment_is_asked(
    there: Receiver, system: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would connect for us to whatever it likes."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")

    assert post(there.url("/good"), system).status == 204


def test_tls_must_be_of_a_known_authority_and_for_this_name(system: Resolve) -> None:
    """The name of the address is checked, though its number is dialled."""
    authority = trustme.CA()
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(serving)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    with receiver(serving) as there:
        here = there.url("/good", "localhost")
        assert post(here, names(["127.0.0.1"]), trust=trusting).status == 204
        assert post(here, names(["127.0.0.1"])).error == "tls_failed"
        assert post(there.url("/good"), system, trust=trusting).error == "tls_failed"


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_stands_for_an_inside_address_is_never_dialled(address: str) -> None:
    """Not even to see whether somebody listens, alone or beside an address of the internet."""
    for answers in ([address], [PUBLIC, address]):
        dialled = Dialled()
        url = "https://shop.example/good"
        said = post(url, names(answers), to_loopback=False, dial=dialled)

        assert said.error == "address_refused"
        assert dialled.hosts == []


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
        "0177.0.0.1", "0", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:ffff:7f00:1", "LOCALHOST",
    ],
)  # fmt: skip
def test_however_this_machine_is_written_it_is_not_dialled(
    there: Receiver, system: Resolve, host: str
) -> None:
    """The system's own resolver reads all of these; the address is checked, not the text."""
    guarded = Guarded(system, refused)

    with pytest.raises((AddressRefused, NameNotFound)):
        asyncio.run(guarded.connect_tcp(host, there.port))


def test_plain_http_goes_to_this_machine_alone() -> None:
    """The override for tests lets nothing out without TLS."""
    dialled = Dialled()

    assert post("http://shop.example/", names([PUBLIC]), dial=dialled).error == "address_refused"
    assert dialled.hosts == []


def test_a_name_that_changes_after_it_was_checked_changes_nothing() -> None:
    """What was checked is dialled, by number; the name is not resolved a second time for it."""
    dialled = Dialled()
    guarded = Guarded(names([PUBLIC], ["127.0.0.1"]), refused, dialled)

    with pytest.raises(httpcore.ConnectError):
        asyncio.run(guarded.connect_tcp("rebinding.example", 443))
    with pytest.raises(AddressRefused):
        asyncio.run(guarded.connect_tcp("rebinding.example", 443))

    assert dialled.hosts == [PUBLIC]


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    """A name with several addresses is as good as the one that works; four are enough."""
    dialled = Dialled()
    many: Iterable[str] = [f"{PUBLIC[:-1]}{number}" for number in range(9)]

    with pytest.raises(httpcore.ConnectError):
        asyncio.run(Guarded(names(list(many)), refused, dialled).connect_tcp("many.example", 443))

    assert len(dialled.hosts) == 4


def test_a_file_is_no_endpoint() -> None:
    """Nothing is sent to a socket of this machine's file system."""
    with pytest.raises(AddressRefused):
        asyncio.run(Guarded(names([PUBLIC]), refused).connect_unix_socket("/run/docker.sock"))
