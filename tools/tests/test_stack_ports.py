"""Ports are told apart by name, and a busy one is named before anything starts."""

import socket

import pytest
from waymark_events.topics import Service
from waymark_tools.stack.ports import HOST, Ports, PortTakenError, free_ports, require_free


def test_the_ports_stand_where_documents_say() -> None:
    """The origin at 8080, web programs on 8081–8084, health on 8091–8094."""
    ports = Ports.at(8080)

    assert ports.origin == 8080
    assert [ports.web[service] for service in Service] == [8081, 8082, 8083, 8084]
    assert [ports.health[service] for service in Service] == [8091, 8092, 8093, 8094]


def test_no_two_share_a_port() -> None:
    """Every name has a port of its own."""
    by_name = Ports.at(9000).by_name()

    assert len(set(by_name.values())) == len(by_name) == 13


def test_the_base_moves_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """PORT_BASE moves all of them together."""
    monkeypatch.setenv("PORT_BASE", "18080")

    assert Ports.from_environment() == Ports.at(18080)


@pytest.mark.parametrize("base", ["80", "abc", "70000", ""])
def test_a_base_that_cannot_be_is_refused(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what would be right."""
    monkeypatch.setenv("PORT_BASE", base)

    with pytest.raises(ValueError, match=r"PORT_BASE is .*must"):
        Ports.from_environment()


def test_a_busy_port_is_named() -> None:
    """Port, purpose and the way out stand in the message; free ones do not."""
    with socket.create_server((HOST, 0)) as listener:
        busy = listener.getsockname()[1]
        (free,) = free_ports(1)

        with pytest.raises(PortTakenError, match=rf"{busy} \(order web\); .*PORT_BASE") as error:
            require_free({"order web": busy, "mail": free})

    assert str(free) not in str(error.value)


def test_free_ports_are_below_the_outgoing_range() -> None:
    """A client that retries a dead server cannot take such a port by accident."""
    found = free_ports(5)

    assert len(set(found)) == 5
    assert all(20_000 <= port < 32_000 for port in found)
