"""Mails leave encrypted and signed in for, or they do not leave."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from notifier.domain.outcomes import Outcome, Taken, TryAgain
from notifier.outbox.email import Mailer, Server

HOST = "127.0.0.1"
USER, PASSWORD = "waymark", "open sesame"
Served = Callable[..., AbstractContextManager["Post"]]


class Post:
    """A mail server that takes mails from whoever has signed in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.subjects: list[str] = []
        self.encrypted: list[bool] = []

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep what arrived, and whether the way was encrypted."""
        assert isinstance(envelope.content, bytes)
        self.subjects.append(str(message_from_bytes(envelope.content)["Subject"]))
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return "250 kept" if session.authenticated else "530 who are you"


def authenticated(*given: Any) -> AuthResult:
    """Whether user and password are ours."""
    data = given[-1]
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    """A port nobody listens on now; the controller of aiosmtpd wants to know it before."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def served(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Serves mail by an authority that this machine trusts, or by `other`."""
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    @contextmanager
    def serving(security: str, name: str = HOST, by: trustme.CA = authority) -> Iterator[Post]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        by.issue_cert(name).configure_cert(context)
        kind = {"tls": "ssl_context", "starttls": "tls_context"}
        encrypting: Any = {kind[security]: context} if security in kind else {}
        post = Post(free_port())
        controller = Controller(
            post,
            hostname=HOST,
            port=post.port,
            ready_timeout=10,
            authenticator=authenticated,
            auth_require_tls=security == "starttls",
            require_starttls=security == "starttls",
            **encrypting,
        )
        controller.start()
        try:
            yield post
        finally:
            controller.stop()

    return serving


def handed_in(post: Post, security: str, password: str = PASSWORD) -> Outcome:
    """What comes of a mail."""
    server = Server(
        host=HOST, port=post.port, security=security, user=USER, password=password, timeout_s=5.0
    )
    mailer = Mailer(
        server,
        sender="shop@example.org",
        public_url="https://track.example.org",
        now=lambda: datetime(2026, 3, 12, tzinfo=UTC),
    )
    return mailer.tell("robin@example.org", "Hello", "text", "name")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_leaves_encrypted_and_signed_in(served: Served, security: str) -> None:
    """By STARTTLS, as is usual, and by TLS from the first byte."""
    with served(security) as post:
        outcome = handed_in(post, security)

    assert outcome == Taken()
    assert (post.subjects, post.encrypted) == (["Hello"], [True])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(served: Served, security: str) -> None:
    """Neither password nor mail: whoever stands between us and the server learns nothing.

    Seen to fail: a context that checks nothing hands both over.
    """
    with served(security, by=trustme.CA()) as post:
        outcome = handed_in(post, security)

    assert outcome == TryAgain("smtp_SSLCertVerificationError")
    assert post.subjects == []


def test_a_certificate_of_another_name_is_none(served: Served) -> None:
    """Trusted, but not for where we meant to go."""
    with served("starttls", name="mail.example.org") as post:
        assert handed_in(post, "starttls") == TryAgain("smtp_SSLCertVerificationError")


def test_nothing_leaves_in_the_clear_where_encryption_was_asked_for(served: Served) -> None:
    """A server that does not offer STARTTLS, or somebody who strikes the offer out."""
    with served("none") as post:
        outcome = handed_in(post, "starttls")

    assert outcome == TryAgain("smtp_SMTPNotSupportedError")
    assert post.subjects == []


def test_a_wrong_password_is_tried_again_later(served: Served) -> None:
    """It is ours to mend; no mail is lost by it."""
    with served("starttls") as post:
        outcome = handed_in(post, "starttls", password="wrong")

    assert outcome == TryAgain("smtp_535")
    assert post.subjects == []
