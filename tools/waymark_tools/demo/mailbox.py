"""The mail catcher: a real SMTP server that keeps what it is given, in memory."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec import Struct

from waymark_tools.stack.ports import HOST

_MOST = 2_000


class Mail(Struct, frozen=True):
    """One mail as it came. `no` counts from 1."""

    no: int
    to: tuple[str, ...]
    at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject line."""
        return str(self.message["Subject"] or "")

    @property
    def message_id(self) -> str:
        """The same for every copy of one message."""
        return str(self.message["Message-ID"] or "")

    def part(self, kind: str) -> str | None:
        """Its text as `html` or `plain`."""
        body = self.message.get_body((kind,))
        content = body.get_content() if body else None
        return content if isinstance(content, str) else None


class Mailbox:
    """All mails of a run, oldest first; the latest two thousand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mails: list[Mail] = []
        self._count = 0

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail, then say so."""
        del server, session
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        parsed = message_from_bytes(raw, policy=policy.default)
        with self._lock:
            self._count += 1
            mail = Mail(self._count, tuple(envelope.rcpt_tos), datetime.now(UTC), parsed)
            self._mails = [*self._mails[-_MOST:], mail]
        return "250 kept"

    def mails(self, to: str | None = None) -> Sequence[Mail]:
        """All mails, or those to one address."""
        with self._lock:
            return [mail for mail in self._mails if to is None or to in mail.to]

    def mail(self, no: int) -> Mail | None:
        """The mail of a number."""
        return next((mail for mail in self.mails() if mail.no == no), None)


@contextmanager
def receiving(port: int, mailbox: Mailbox) -> Iterator[None]:
    """Receive mail on a port of loopback until the context ends."""
    controller = Controller(mailbox, hostname=HOST, port=port, ready_timeout=10)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
