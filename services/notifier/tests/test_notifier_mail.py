"""The mail itself: two parts, headers that hold, nothing that a stranger could slip in."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from msgspec.structs import replace
from notifier.app.letters import Letter
from notifier.outbox.mime import Heading, mail, one_line, text_colour
from notifier_given import NOW

LETTER = Letter(
    language="de",
    sentence="Ihr Paket wurde zugestellt",
    lines=("Über den Zaun.",),
    greeting="Hallo Jürgen,",
    contents_title="Inhalt",
    contents=("2 × Lampe",),
    button="Sendung verfolgen",
    link="https://track.example/t/abc",
    footer="Bestellung SO-1 bei Nordlicht",
    help="Fragen? Nordlicht: hilfe@shop.example",
    retailer="Nordlicht",
    colour="#1f5f8b",
)
ENVELOPE = Heading(
    message_id="<0f0f@track.example>",
    sender="post@shop.example",
    to="anna@example.org",
    reply_to="hilfe@shop.example",
    at=NOW,
)


def received(changes: dict[str, Any] | None = None, **heading: Any) -> EmailMessage:
    """The mail as a receiving program reads its bytes."""
    written = mail(replace(LETTER, **changes or {}), replace(ENVELOPE, **heading)).as_bytes()
    assert written.isascii()
    return message_from_bytes(written, policy=policy.default)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_the_headers_of_a_mail() -> None:
    """Who, to whom, which message, by a machine, in which language."""
    headers = received()

    assert headers["Message-ID"] == "<0f0f@track.example>"
    assert headers["From"] == "Nordlicht <post@shop.example>"
    assert headers["To"] == "anna@example.org"
    assert headers["Reply-To"] == "hilfe@shop.example"
    assert headers["Subject"] == "Ihr Paket wurde zugestellt"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "de"
    assert headers["Date"].datetime == NOW
    assert not {"List-Unsubscribe", "Return-Receipt-To", "Disposition-Notification-To"} & set(
        headers.keys()
    )


def test_without_an_address_for_answers_there_is_no_such_header() -> None:
    """An empty Reply-To would be worse than none."""
    assert "Reply-To" not in received(reply_to=None)


def test_a_mail_is_plain_text_beside_html() -> None:
    """The text comes first, as RFC 2046 wants it: the best version last."""
    message = received()

    assert message.get_content_type() == "multipart/alternative"
    kinds = [one.get_content_type() for one in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_parts_say_the_same(kind: str) -> None:
    """Whoever reads only one of them misses nothing."""
    said = part(received(), kind)

    wanted = [LETTER.greeting, LETTER.sentence, *LETTER.lines, *LETTER.contents]
    for words in [*wanted, LETTER.link, LETTER.footer, LETTER.help or "", LETTER.button]:
        assert words in said


def test_every_line_is_short_and_plain() -> None:
    """A server that takes neither 8 bits nor long lines takes this mail (RFC 5321)."""
    long = "Ä" * 2_000
    written = mail(replace(LETTER, lines=(long,)), ENVELOPE).as_bytes()

    assert max(map(len, written.split(b"\r\n"))) <= 998
    assert long in part(received({"lines": (long,)}), "plain")


class Links(HTMLParser):
    """What a mail would fetch or open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.fetched: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "href":
                self.opened.append(value or "")
            elif name in {"src", "srcset", "background", "action"} or tag in {"script", "img"}:
                self.fetched.append(value or "")


def test_the_html_opens_our_page_and_fetches_nothing() -> None:
    """One link, no pixel, no script, no picture from anywhere."""
    links = Links(part(received(), "html"))

    assert (links.opened, links.fetched) == ([LETTER.link], [])


def test_what_a_person_typed_stays_text() -> None:
    """A title that is HTML is shown, not run."""
    evil = '<script>alert("x")</script>'
    html = part(received({"contents": (evil,), "greeting": evil}), "html")

    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x1e"])
def test_no_header_can_be_slipped_in(break_: str) -> None:
    """Line breaks in a retailer's name or a place never begin a header."""
    evil = f"Nord{break_}Bcc: all@example.org"
    message = received({"retailer": evil, "sentence": evil})

    assert "Bcc" not in message
    assert message["Subject"] == one_line(evil) == "Nord Bcc: all@example.org"
    assert message["From"].addresses[0].addr_spec == "post@shop.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "ä@example.org",
        "a@ex ample.org",
        "a@b\r\nBcc: c@d",
        "<>",
        "a@b, c@d",
        "@",
        "a@",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """One bare address of ASCII, or none at all."""
    with pytest.raises(ValueError, match=r".+"):
        mail(LETTER, replace(ENVELOPE, to=address))


def test_a_name_that_needs_quoting_keeps_the_address() -> None:
    """Commas, quotes and umlauts in a name do not make two senders."""
    sender = received({"retailer": 'Müller, "Söhne" <x@y>'})["From"].addresses

    assert [(one.display_name, one.addr_spec) for one in sender] == [
        ('Müller, "Söhne" <x@y>', "post@shop.example")
    ]


def test_the_same_message_keeps_its_id() -> None:
    """Sent again later it is the same mail: receivers may drop one of them."""
    later = received(at=NOW + timedelta(hours=1))

    assert later["Message-ID"] == received()["Message-ID"]


@pytest.mark.parametrize(
    ("background", "text"),
    [
        ("#000000", "#ffffff"),
        ("#ffffff", "#000000"),
        ("#1f5f8b", "#ffffff"),
        ("#ffcc00", "#000000"),
    ],
)
def test_the_button_can_be_read(background: str, text: str) -> None:
    """Black or white on a retailer's colour, whichever stands out more."""
    assert text_colour(background) == text
