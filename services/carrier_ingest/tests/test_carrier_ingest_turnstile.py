"""The turnstile before carriers' pushes: each account has its own, and a new second opens it."""

from carrier_ingest.turnstile import Turnstile

ONE, OTHER = ("nordlicht", "ups-main"), ("suedwind", "ups-main")


def test_an_account_is_let_in_so_often_a_second_and_no_other_is_kept_out_for_it() -> None:
    """A thousand pushes of one account take nothing from the other's."""
    now = [100.25]
    turnstile = Turnstile(3, lambda: now[0])

    assert sum(turnstile.lets_in(ONE) for _ in range(1_000)) == 3
    assert turnstile.lets_in(OTHER)
    now[0] = 101.0
    assert turnstile.lets_in(ONE)
