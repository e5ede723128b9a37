"""What an operator may say of an account; a refusal names place, value and what would be right."""

import argparse
import json

import pytest
from carrier_ingest.app.adding import Accounts, check_unchanged
from carrier_ingest.app.wanted import Wanted, carrier_of
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.commands import add_account, add_arguments
from carrier_ingest.store.accounts import Account
from msgspec import structs
from psycopg_pool import ConnectionPool
from waymark_events.ids import AccountId, RetailerId
from waymark_runtime.faults import Refused
from waymark_runtime.seal import Seal

SECRET = {"api_key": "k", "api_secret": "s", "user": "u", "password": "p"}


@pytest.fixture
def accounts() -> Accounts:
    """Accounts without a database: what is refused never reaches it."""
    return Accounts(ConnectionPool("", open=False), DIALECTS, Seal(bytes(32)))


def wanted(**changed: object) -> Wanted:
    said: dict[str, object] = {
        "retailer": "nordlicht",
        "account": "dhl-main",
        "dialect": "dhl_parcel_de",
    }
    return Wanted(**(said | changed))  # type: ignore[arg-type]  # the test's own table of fields


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"dialect": "klingon"}, "there are bring, .*ups"),
        ({"retailer": "Nord Licht"}, "a-z, 0-9 and -"),
        ({"account": "a_b"}, "a-z, 0-9 and -"),
        ({"base_url": "http://127.0.0.1:1"}, "--allow-http"),
        ({"base_url": "http://carrier.example", "http_allowed": True}, "https"),
        ({"base_url": "file:///etc/passwd"}, "https"),
        ({"conventions": Conventions(zone="Berlin")}, "Europe/Berlin"),
        ({"requests_per_day": 0}, "at least 1"),
        ({"numbers_per_day": -5}, "quota of -5"),
        ({"credentials": {"user": "u"}}, "missing: api_key, api_secret, password"),
        ({"credentials": SECRET | {"pin": "1"}}, "unknown: pin"),
    ],
)
def test_what_cannot_be_right_is_refused(
    accounts: Accounts, changed: dict[str, object], sentence: str
) -> None:
    """A refusal says what was wrong and what would be right, and no secret."""
    with pytest.raises(Refused, match=sentence):
        accounts.add(wanted(**changed))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("--credentials-json=[1]", "must be"),
        ("--option=zone", "must be"),
        ("--credentials-file=/nowhere/secrets.json", "secrets.json cannot be read: No such file"),
        ("--credentials-file=/dev", "/dev cannot be read"),
    ],
)
def test_a_command_that_cannot_be_read_answers_in_json(
    accounts: Accounts, given: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 1 and the sentence is in `error`, on standard error."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    named = ["--retailer=nordlicht", "--account=dhl-main", "--carrier=dhl_parcel_de", "--json"]

    code = add_account(accounts, parser.parse_args([*named, given]), "http://localhost")

    assert code == 1
    assert sentence in json.loads(capsys.readouterr().err)["error"]


@pytest.mark.parametrize(
    ("dialect", "named", "problem"),
    [
        ("ups", "gls", "ups speaks for ups, not for 'gls'"),
        ("ups", "ups", None),
        ("ups", "", None),
    ],
)
def test_an_account_names_its_carrier_among_the_dialects_own(
    dialect: str, named: str, problem: str | None
) -> None:
    """Without a name the usual one is meant."""
    wanted = Wanted(
        retailer="shop", account="a1", dialect=dialect,
        conventions=Conventions(options={"carrier": named}),
    )  # fmt: skip
    if problem is None:
        assert carrier_of(wanted, DIALECTS[dialect]) == "ups"
        return
    with pytest.raises(Refused) as refused:
        carrier_of(wanted, DIALECTS[dialect])
    assert str(refused.value) == problem


def test_a_dialect_for_any_carrier_has_to_be_told_which() -> None:
    """Identity needs a carrier; one in no list is named by its code."""
    neutral = structs.replace(DIALECTS["ups"], name="spoken_by_any", carriers=())
    wanted = Wanted(retailer="shop", account="a1", dialect="spoken_by_any")
    with pytest.raises(Refused, match="say for which: --option carrier"):
        carrier_of(wanted, neutral)

    for named, code in (("x_regio", "x_regio"), ("gls", "gls")):
        told = structs.replace(wanted, conventions=Conventions(options={"carrier": named}))
        assert carrier_of(told, neutral) == code
    with pytest.raises(Refused, match="no carrier has the code 'glz'; near to it: gls"):
        carrier_of(
            structs.replace(wanted, conventions=Conventions(options={"carrier": "glz"})), neutral
        )


@pytest.mark.parametrize(
    ("dialect", "before", "named", "sentence"),
    [
        ("iftsta", "x_haulier", {"carrier": "x_haulier"}, None),
        ("iftsta", "x_haulier", {"carrier": "gls"}, "shop/a1 speaks for x_haulier; add another"),
        ("iftsta", "x_haulier", {"carrier": "glz"}, "no carrier has the code 'glz'"),
        ("iftsta", "x_haulier", {}, "say for which: --option carrier"),
        ("ups", "ups", {}, None),
        ("ups", "ups", {"carrier": "gls"}, "ups speaks for ups, not for 'gls'"),
        ("csv", "x_haulier", {"carrier": "x_haulier"}, "shop/a1 speaks iftsta; add another"),
    ],
)
def test_a_change_makes_no_other_carrier_of_an_account(
    dialect: str, before: str, named: dict[str, str], sentence: str | None
) -> None:
    """Its parcels are named by it. Where a dialect has a usual carrier, it need not be named."""
    speaks = "ups" if before == "ups" else "iftsta"
    account = Account(
        retailer=RetailerId("shop"), account=AccountId("a1"), dialect=speaks, carrier=before
    )
    changed = Wanted(
        retailer="shop", account="a1", dialect=dialect, conventions=Conventions(options=named)
    )
    if sentence is None:
        check_unchanged(account, changed, DIALECTS[dialect])
        return
    with pytest.raises(Refused, match=sentence):
        check_unchanged(account, changed, DIALECTS[dialect])
