"""A letter as a mail: plain text beside HTML, nothing that moves or phones home."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from msgspec import Struct
from waymark_words.colours import luminance

from notifier.app.letters import Letter

_POLICY: Final = SMTP.clone(cte_type="7bit")
"""A server that takes 8 bits says so first; one that does not gets none."""
_TEMPLATES: Final = Path(__file__).parent / "templates"
_BLANKS: Final = str.maketrans(dict.fromkeys("\r\n\t\N{LINE SEPARATOR}\N{NEXT LINE}", " "))
_DARK: Final = 0.179
"""Relative luminance at which black and white text stand out equally (WCAG 2.2)."""


class Heading(Struct, frozen=True, kw_only=True):
    """Who writes to whom, and the id that never changes. Addresses are bare."""

    message_id: str
    sender: str
    to: str
    reply_to: str | None
    at: datetime


def mail(letter: Letter, heading: Heading) -> EmailMessage:
    """Compose it; ValueError for an address that is none."""
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = heading.message_id
    message["Date"] = format_datetime(heading.at)
    message["From"] = _address(heading.sender, one_line(letter.retailer))
    message["To"] = _address(heading.to)
    if heading.reply_to:
        message["Reply-To"] = _address(heading.reply_to)
    message["Subject"] = one_line(letter.sentence)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(letter))
    message.add_alternative(html_of(letter), subtype="html")
    message["Content-Language"] = letter.language  # setting content drops such headers
    return message


def plain_mail(subject: str, text: str, heading: Heading) -> EmailMessage:
    """A mail of plain text to whoever runs a shop; ValueError for an address that is none."""
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = heading.message_id
    message["Date"] = format_datetime(heading.at)
    message["From"] = _address(heading.sender)
    message["To"] = _address(heading.to)
    message["Subject"] = one_line(subject)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def one_line(text: str) -> str:
    """Text for a header: whatever was typed, it stays on one line."""
    return " ".join(text.translate(_BLANKS).split())


def text_colour(background: str) -> str:
    """Black or white, whichever can be read on `#rrggbb`."""
    return "#ffffff" if luminance(background) < _DARK else "#000000"


def _address(text: str, name: str = "") -> Address:
    """The address as it stands: one that would have to be guessed is somebody else's."""
    if parseaddr(text)[1] != text or not text.isascii() or not all(text.rpartition("@")):
        raise ValueError("not an address that mail can be sent to")
    return Address(display_name=name, addr_spec=text)


def text_of(letter: Letter) -> str:
    """The plain text of a mail."""
    parts = [letter.greeting, letter.sentence + ".", "\n".join(letter.lines)]
    if letter.contents:
        pieces = "\n".join(f"- {piece}" for piece in letter.contents)
        parts.append(f"{letter.contents_title}\n{pieces}")
    parts.append(f"{letter.button}:\n{letter.link}")
    parts += [part for part in (letter.help, letter.footer) if part]
    return "\n\n".join(part for part in parts if part) + "\n"


def html_of(letter: Letter) -> str:
    """The same as a page."""
    return _template().render(letter=letter, on_accent=text_colour(letter.colour))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("mail.html")
