"""Who is woken for what: hints, and what is due because of them."""

from projection.app.board import Board, Hint


def test_who_comes_between_a_hint_and_its_keeping_waits_for_it() -> None:
    """A change was hinted at before anybody listened, and is kept a moment later.

    Seen to fail: without the board's memory it was told at the next heartbeat.
    """
    board = Board()
    board.post(Hint(retailer="shop", place=(3, 7)))

    with board.subscription("retailer", "shop") as waiter:
        assert waiter.due == {3: 7}

        waiter.kept({3: 7})
        assert waiter.due == {3: 7}
        waiter.kept({3: 8})
        assert waiter.due == {}


def test_what_is_hinted_at_later_stays_due() -> None:
    """Kept to a place is not kept to the next one."""
    board = Board()

    with board.subscription("retailer", "shop") as waiter:
        board.post(Hint(retailer="shop", place=(3, 7)))
        board.post(Hint(retailer="shop", place=(3, 8)))
        board.post(Hint(retailer="another", place=(4, 1)))
        waiter.kept({3: 8, 4: 0})

        assert waiter.due == {3: 8}
