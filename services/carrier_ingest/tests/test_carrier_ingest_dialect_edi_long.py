"""EDI messages that are longer than a block: what names parcels is told again, nothing is lost."""

from carrier_ingest.carriers import iftsta
from dialect_edi_blocks import LARGEST, WORDS, numbers_in, parcel
from dialect_edi_payloads import heard, in_blocks, interchange, message, shipment


def test_a_message_longer_than_a_block_is_cut_between_its_consignments() -> None:
    """Its head is told again, and every part ends with the count of what it holds."""
    parts = [segment for at in range(300) for segment in parcel(at)]
    long = interchange(message("DTM+137:202603121610:203", *parts))

    assert numbers_in("iftsta", iter([long])) == [f"0034{at:08}" for at in range(300)]


def test_a_part_longer_than_a_block_is_cut_between_its_statuses() -> None:
    """What names its parcels is told again, so that no status is lost."""
    named = ("CNI+1+TR1", *(f"RFF+CW:PKG{at:04}" for at in range(20)))
    days = [f"202603{1 + at // 60:02}" for at in range(900)]
    listed = [
        one
        for at, day in enumerate(days)
        for one in ("STS+1+13", f"DTM+78:{day}10{at % 60:02}:203", WORDS[:400])
    ]
    lines = [
        one
        for at, day in enumerate(days)
        for one in (f"AT7*X4*NS***{day}*10{at % 60:02}*LT", "K1*" + "R" * 400)
    ]
    long = interchange(message("DTM+137:202603121610:203", *named, *listed))

    assert len(numbers_in("iftsta", iter([long]))) == 900 * 20
    assert numbers_in("x12_214", iter([shipment("LX*1", "MAN*CP*P1", *lines)])) == ["P1"] * 900


def test_a_status_longer_than_a_block_is_cut_where_it_is_full() -> None:
    """The head and the consignment are told again, the status is not; nothing is held."""
    texts = [WORDS] * 300
    long = interchange(message("DTM+137:202603121610:203", "CNI+1+TR1", "STS+1+13", *texts))
    bodies = [body for body, _, _ in in_blocks(iftsta.DIALECT, [long.encode()])]

    assert max(map(len, bodies)) <= LARGEST
    assert [body.count(b"DTM+137") for body in bodies] == [1] * len(bodies)
    assert [body.count(b"CNI") for body in bodies] == [1] * len(bodies)
    assert [body.count(b"STS") for body in bodies] == [1] + [0] * (len(bodies) - 1)
    assert sum(body.count(b"FTX") for body in bodies) == 300
    assert [heard(iftsta.DIALECT, body).problems[1:] for body in bodies] == [()] * len(bodies)


def test_a_long_message_of_statuses_alone_is_cut_between_them() -> None:
    """Without any consignment."""
    listed = [one for at in range(300) for one in parcel(at)[1:]]

    told = numbers_in("iftsta", iter([interchange(message("RFF+AAM:WB1", *listed))]))
    assert told == [f"0034{at:08}" for at in range(300)]


def test_a_long_transaction_set_is_cut_between_its_lines() -> None:
    """The shipment's numbers are told again."""
    lines = [
        one
        for at in range(1800)
        for one in (
            f"LX*{at}",
            f"MAN*CP*PKG{at:06}",
            "AT7*X4*NS***20260310*2148*LT",
            "K1*" + "R" * 400,
        )
    ]
    said = numbers_in("x12_214", iter([shipment(*lines)]))

    assert len(said) == 1800
    assert said[0] == "PKG000000"
