"""What goes wrong is told by kind, with the service's own words, and never with a key."""

import httpx
import pytest
from client_given import KEY, Service, answer, problem, written
from waymark_client import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
    UnauthorizedError,
    UnavailableError,
    UnreachableError,
    UnreadableError,
    VersionChangedError,
    Waymark,
    WaymarkError,
    WrongField,
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (problem(401, "unauthorized"), UnauthorizedError),
        (problem(403, "forbidden"), ForbiddenError),
        (problem(404, "unknown_order"), NotFoundError),
        (problem(409, "overbooked"), ConflictError),
        (problem(412, "version_changed"), VersionChangedError),
        (problem(413, "too_large"), RefusedError),
        (problem(422, "bad_number"), InvalidError),
        (problem(500, "internal"), UnavailableError),
    ],
)
def test_a_refusal_is_told_by_kind_and_not_tried_again(
    said: httpx.Response, kind: type[WaymarkError]
) -> None:
    """What was asked stays wrong, however often it is asked."""
    service = Service(said)

    with service.client() as waymark, pytest.raises(kind) as refused:
        waymark.orders.place("SO-1")

    assert refused.type is kind
    assert (refused.value.status, refused.value.code) == (said.status_code, said.json()["code"])
    assert len(service.asked) == 1


def test_an_error_names_the_field_and_what_would_be_right() -> None:
    """As the service said it, for programs and for people."""
    wrong = {"field": "number", "carrier": "ups", "detail": "would be right: 1Z…4"}
    service = Service(problem(422, "bad_number", "its check digit is wrong", errors=[wrong]))

    with service.client() as waymark, pytest.raises(InvalidError) as refused:
        waymark.parcels.book("ord_1", "1Z…5")

    assert refused.value.errors == (WrongField(**wrong),)
    assert str(refused.value) == (
        "its check digit is wrong; number: would be right: 1Z…4 (422 bad_number)"
    )


def test_an_answer_nobody_can_read_says_so() -> None:
    """A word that is newer than this client is an error of its own, never half an answer."""
    body = written()
    body["order"]["parcels"] = [
        {"parcel_id": "p", "parcel_no": 1, "legs": [], "direction": "sideways", "way": "home"}
    ]
    service = Service(answer(body, 201))

    with service.client() as waymark, pytest.raises(UnreadableError, match="Written"):
        waymark.orders.place("SO-1")


def test_what_a_newer_service_adds_is_ignored() -> None:
    """Fields are only added within /v1."""
    service = Service(answer(written(tomorrow={"more": 1}), 201))

    with service.client() as waymark:
        assert waymark.orders.place("SO-1").version == 1


def test_no_key_is_ever_shown() -> None:
    """Neither the client, nor its parts, nor an error shows it."""
    service = Service(httpx.ConnectError("refused"))

    with service.client() as waymark, pytest.raises(UnreachableError) as fault:
        waymark.orders.get("ord_1")
    shown = [repr(one) for one in (waymark, waymark.orders, vars(waymark), fault.value)]

    assert "https://waymark.test" in shown[0]
    assert not any("hush" in text for text in [*shown, str(fault.value)])


def test_where_and_with_which_key_is_said_or_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments first, then WAYMARK_URL and WAYMARK_API_KEY; what is missing is named."""
    monkeypatch.delenv("WAYMARK_URL", raising=False)
    monkeypatch.delenv("WAYMARK_API_KEY", raising=False)
    with pytest.raises(ValueError, match="set WAYMARK_URL"):
        Waymark()
    monkeypatch.setenv("WAYMARK_URL", "https://waymark.example/")
    with pytest.raises(ValueError, match="set WAYMARK_API_KEY"):
        Waymark()
    monkeypatch.setenv("WAYMARK_API_KEY", KEY)
    with Waymark() as waymark:
        assert repr(waymark) == "Waymark('https://waymark.example')"


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key does not travel where nobody sent it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Waymark("https://waymark.example", KEY) as waymark:
        assert waymark._http.trust_env is False
        assert not [one for one in waymark._http._mounts.values() if one is not None]
