"""A real SMTP server that can be greylisting, refusing, slow or gone after it took a mail."""

import asyncio
import re
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from faults.control import HOST
from faults.notes import Notes

_ID: Final = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_HANGS_S: Final = 20.0
MODES: Final = ("ok", "greylist", "refuse", "hang", "drop")


class MailServer:
    """Modes: `ok`, `greylist` (451), `refuse` (554), `hang` at DATA, `drop`: kept, then gone."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self.mode = "ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, or not yet."""
        del server, session, options
        if self.mode == "greylist":
            self._notes.write({"mail": "greylisted"})
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, as the mode has it."""
        del session
        mode, content = self.mode, envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        found = _ID.search(raw)
        mail = {"id": found[1].decode() if found else "", "to": list(envelope.rcpt_tos)}
        if mode == "refuse":
            self._notes.write({"mail": "refused", **mail})
            return "554 5.7.1 not here"
        if mode == "hang":
            self._notes.write({"mail": "hung", **mail})
            await asyncio.sleep(_HANGS_S)
            return "451 4.3.2 too late"
        self._notes.write({"mail": "dropped" if mode == "drop" else "taken", **mail})
        if mode == "drop" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 kept"


def receive_mail(port: int, notes: Notes) -> MailServer:
    """Serve in a thread for as long as the process lives."""
    server = MailServer(notes)
    Controller(server, hostname=HOST, port=port, ready_timeout=10).start()
    return server
