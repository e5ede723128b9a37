"""Mail over SMTP, step by step, so that each failure is known for what it is."""

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from notifier.app.letters import Letter
from notifier.domain.judging import Send
from notifier.domain.outcomes import Outcome, Refused, Taken, TryAgain, Unknown
from notifier.outbox.mime import Heading, mail, plain_mail

_PERMANENT: Final = 500
_ACCEPTED: Final = frozenset({250, 251, 252})


class Server(Struct, frozen=True, kw_only=True):
    """Where mails are handed in. `security` is `none`, `starttls` or `tls`."""

    host: str
    port: int
    security: str
    user: str | None
    password: str | None
    timeout_s: float


class Mailer:
    """Hands in one mail a connection. `sender` writes where the retailer names no address."""

    def __init__(
        self, server: Server, *, sender: str, public_url: str, now: Callable[[], datetime]
    ) -> None:
        self._server = server
        self._sender = sender
        self._domain = urlsplit(public_url).hostname or "localhost"
        self._now = now

    def deliver(self, letter: Letter, to: Send) -> Outcome:
        """Hand a letter in; the same row is the same Message-ID, however often."""
        sender = parseaddr(to.retailer.mail_from or self._sender)[1]
        heading = Heading(
            message_id=f"<{to.row.id}@{self._domain}>",
            sender=sender,
            to=to.contact.email or "",
            reply_to=parseaddr(to.retailer.support_email or "")[1] or None,
            at=self._now(),
        )
        try:
            message = mail(letter, heading)
        except ValueError:
            return Refused("bad_address")
        return self._hand_in(message, sender, heading.to)

    def tell(self, to: str, subject: str, text: str, name: str) -> Outcome:
        """Hand in a plain mail to a retailer; the same name is the same Message-ID."""
        sender = parseaddr(self._sender)[1]
        heading = Heading(
            message_id=f"<{name}@{self._domain}>",
            sender=sender,
            to=parseaddr(to)[1],
            reply_to=None,
            at=self._now(),
        )
        try:
            message = plain_mail(subject, text, heading)
        except ValueError:
            return Refused("bad_address")
        return self._hand_in(message, sender, heading.to)

    def _hand_in(self, message: EmailMessage, sender: str, to: str) -> Outcome:
        try:
            smtp = self._connected()
        except smtplib.SMTPResponseException as fault:
            return TryAgain(f"smtp_{fault.smtp_code}")
        except (OSError, smtplib.SMTPException) as fault:
            return TryAgain(f"smtp_{type(fault).__name__}")
        try:
            outcome = _said(smtp, message, sender, to)
            _leave(smtp)
        finally:
            smtp.close()
        return outcome

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        where = (server.host, server.port, self._domain)  # else our own name is looked up each time
        if server.security == "tls":
            tls = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=server.timeout_s, context=tls)
        else:
            smtp = smtplib.SMTP(*where, timeout=server.timeout_s)
        try:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user is not None:
                smtp.login(server.user, server.password or "")
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


def _said(smtp: smtplib.SMTP, message: EmailMessage, sender: str, to: str) -> Outcome:
    """Sender, recipient, then the text; only what comes after the text was given is unknown."""
    try:
        for code, _ in (smtp.mail(sender), smtp.rcpt(to)):
            if code not in _ACCEPTED:
                return _refusal(code)
    except (OSError, smtplib.SMTPException) as fault:
        return TryAgain(f"smtp_{type(fault).__name__}")
    try:
        code, _ = smtp.data(message.as_bytes())
    except smtplib.SMTPDataError as fault:
        return _refusal(fault.smtp_code)
    except (OSError, smtplib.SMTPException) as fault:
        return Unknown(f"smtp_{type(fault).__name__}")
    return Taken() if code in _ACCEPTED else _refusal(code)


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye; whether it is heard changes nothing."""
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        return


def _refusal(code: int) -> Outcome:
    """4xx: not now, 5xx: never; the server's text stays out, it repeats the address."""
    detail = f"smtp_{code}"
    return Refused(detail) if code >= _PERMANENT else TryAgain(detail)
