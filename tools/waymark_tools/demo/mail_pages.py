"""The caught mails in a browser: a list, and each mail as its reader sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Final
from urllib.parse import urlsplit

from waymark_tools.demo.mailbox import Mail, Mailbox
from waymark_tools.demo.serving import Served, serving

_HTML: Final = "text/html; charset=utf-8"
# A mail is foreign text: nothing in it may run, load or post.
_SAFE: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-src 'self'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)
_HEAD: Final = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Mails</title><style>
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;
max-width:60rem}table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.4rem;
border-bottom:1px solid #8884;vertical-align:top}iframe{width:100%;height:60vh;border:1px solid
#8884;background:#fff}pre{white-space:pre-wrap}</style></head><body>"""


def answer(mailbox: Mailbox, path: str) -> Served:
    """The page of a path: `/`, `/<no>`, `/<no>/html`."""
    if path == "/":
        return _page("".join(_listed(mailbox)))
    number, _, rest = path.strip("/").partition("/")
    mail = mailbox.mail(int(number)) if number.isascii() and number.isdecimal() else None
    if mail is None or rest not in ("", "html"):
        return HTTPStatus.NOT_FOUND, _HTML, f"{_HEAD}<p>There is no such mail.</p>".encode()
    if rest == "html":
        return HTTPStatus.OK, _HTML, (mail.part("html") or "").encode()
    return _page(_shown(mail))


def _listed(mailbox: Mailbox) -> Iterator[str]:
    yield '<meta http-equiv="refresh" content="5"><h1>Mails sent</h1>'
    yield "<table><tr><th>When</th><th>To</th><th>Subject</th></tr>"
    for mail in reversed(mailbox.mails()):
        yield (
            f"<tr><td>{mail.at.astimezone():%H:%M:%S}</td><td>{escape(', '.join(mail.to))}</td>"
            f'<td><a href="/{mail.no}">{escape(mail.subject)}</a></td></tr>'
        )
    yield "</table>"


def _shown(mail: Mail) -> str:
    headers = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>"
        for name, value in mail.message.items()
    )
    return (
        f'<p><a href="/">All mails</a></p><h1>{escape(mail.subject)}</h1>'
        f'<iframe sandbox="allow-popups" src="/{mail.no}/html" title="The mail"></iframe>'
        f"<h2>As plain text</h2><pre>{escape(mail.part('plain') or '')}</pre>"
        f"<h2>Headers</h2><table>{headers}</table>"
    )


def _page(body: str) -> Served:
    return HTTPStatus.OK, _HTML, f"{_HEAD}{body}</body></html>".encode()


@contextmanager
def mail_pages(port: int, mailbox: Mailbox) -> Iterator[str]:
    """Serve them on a port of loopback; answers the address of the list."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answer(mailbox, urlsplit(self.path).path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", _SAFE)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: progress is shown on the same terminal."""

    with serving(port, Handler) as address:
        yield f"{address}/"
