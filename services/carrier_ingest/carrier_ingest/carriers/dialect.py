"""The shape of a dialect: what comes from a carrier, what is heard in it, how to ask for more.

A dialect is a value made of functions and data. Its functions never raise on foreign bytes: what
cannot be read is a sentence in `Heard.problems`, and everything readable beside it is still heard.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote, urlencode

from msgspec import Struct

from carrier_ingest.carriers.filing import Block
from carrier_ingest.carriers.heard import Heard, Trouble
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.carriers.tokens import Token


class Conventions(Struct, frozen=True, kw_only=True):
    """What a dialect needs of an account: one numbered, never changing version of its settings.

    `zone` is the IANA zone of certainty `account`, `locale` a language, `options` a dialect's own.
    """

    zone: str | None = None
    locale: str = "en"
    options: Mapping[str, str] = {}

    @property
    def carrier(self) -> str:
        """Who carries, where the dialect leaves it open; else the retailer itself."""
        return self.options.get("carrier", "own")


class RawPayload(Struct, frozen=True, kw_only=True):
    """A carrier's bytes as received.

    `asked` are canonical numbers; empty for a push, a file, and a page with the rest of an answer,
    which names its numbers itself. A block of a file begins at `first_line` of the whole; above 1
    the header before it is a repeated one and not counted.
    """

    body: bytes
    channel: str
    content_type: str = "application/octet-stream"
    asked: tuple[str, ...] = ()
    conventions: Conventions = Conventions()
    first_line: int = 1


class Channel(StrEnum):
    """The ways a carrier's bytes come in."""

    PUSH = "push"
    POLL = "poll"
    FILE = "file"


class Request(Struct, frozen=True, kw_only=True):
    """An HTTP request as data: `target` goes to the account's host as it stands.

    `path` begins with `/` and is percent-encoded already; `query` holds decoded pairs.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    asked: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """Path and query, percent-encoded (a space is `%20`, never `+`)."""
        query = urlencode(self.query, quote_via=quote, safe="")
        return f"{self.path}?{query}" if query else self.path


class PollRequest(Request, frozen=True, kw_only=True):
    """A question about the numbers in `asked`, still without credentials."""


class CredentialField(Struct, frozen=True, kw_only=True):
    """One thing to be typed in for an account. `secret` ones are sealed and never shown."""

    name: str
    meaning: str
    secret: bool = False
    required: bool = True


class Login(Struct, frozen=True, kw_only=True):
    """How a carrier hands out bearer tokens; absent where requests carry the credentials.

    `base_url(asked)` is where, for the account's base URL, if not there.
    """

    request: Callable[[Mapping[str, str]], Request]
    read: Callable[[bytes], Token | None]
    base_url: Callable[[str], str] | None = None


class Pages(Struct, frozen=True, kw_only=True):
    """How a carrier gives the rest of an answer. `answers` are its bodies so far, the first first.

    `missing(answers)` counts what they announce and do not hold. `request(question, answers)` asks
    for the next of it, with nothing in `asked`; None where the last page brought nothing new.
    """

    missing: Callable[[Sequence[bytes]], int]
    request: Callable[[PollRequest, Sequence[bytes]], PollRequest | None]


class Polling(Struct, frozen=True, kw_only=True):
    """How a carrier is asked.

    `requests(numbers, conventions)` cuts numbers into questions of at most `numbers_per_request`.
    `authorise(request, credentials, token, request_id)` puts the credentials in.
    `judge(status, body)` says what an HTTP answer is before anyone parses it: None means "hand
    the body on", otherwise what is wrong with the account, the carrier or the number.
    An account may ask `a_second` requests and `a_day`, where the carrier is known to count it.
    """

    numbers_per_request: int
    hosts: Mapping[str, str]
    requests: Callable[[Sequence[str], Conventions], tuple[PollRequest, ...]]
    authorise: Callable[[PollRequest, Mapping[str, str], str | None, str], PollRequest]
    judge: Callable[[int, bytes], Trouble | None]
    login: Login | None = None
    pages: Pages | None = None
    a_second: float = 5.0
    a_day: Quota = Quota()


class Post(Struct, frozen=True, kw_only=True):
    """What was pushed, and when, unparsed: header names in lower case, the very bytes."""

    headers: Mapping[str, str]
    body: bytes = b""
    received_at: datetime | None = None


class Pushing(Struct, frozen=True, kw_only=True):
    """How a carrier's push is told from a stranger's.

    `admits(post, credentials, is_our_token)` is asked once for each set of secrets in force;
    `is_our_token` says whether a bearer token is ours, alive, for this path. A carrier fetches
    tokens that live `token_lifetime_s`, or its pushes are told by the credentials that `secrets`
    names: the last and the one before. `number(body)` finds the number for the topic's key.
    """

    admits: Callable[[Post, Mapping[str, str], Callable[[str], bool]], bool]
    number: Callable[[bytes], str | None]
    accepted_status: int = 200
    token_lifetime_s: int | None = None
    secrets: tuple[str, ...] = ()


class Filing(Struct, frozen=True, kw_only=True):
    """How a carrier's files are taken.

    `endings` of file names, in lower case with their dot. `blocks(chunks, conventions)` cuts a
    file that comes in chunks of any size into blocks of at most 256 KiB (a longer record stands
    alone), in memory that does not grow with the file; UnusableFileError before the first.
    """

    endings: tuple[str, ...]
    blocks: Callable[[Iterable[bytes], Conventions], Iterator[Block]]


class Dialect(Struct, frozen=True, kw_only=True):
    """One carrier's way of speaking.

    `carriers` are codes of the registry that its statements may name, the first the usual one; a
    dialect without any speaks for whoever the account names (`Conventions.carrier`).
    `mapping_version` grows with every change of table or parser. `fixed_texts` names the payload
    fields that hold fixed phrases; any other text is private. One that does not need an account
    is nobody's to ask or to hear from: we play it ourselves. `refuses(options)` says in a sentence
    what is wrong with an account's options, before the account is there.
    """

    name: str
    carriers: tuple[str, ...]
    mapping_version: int
    parse: Callable[[RawPayload], Heard]
    credentials: tuple[CredentialField, ...]
    fixed_texts: tuple[str, ...] = ()
    polling: Polling | None = None
    pushing: Pushing | None = None
    filing: Filing | None = None
    needs_account: bool = True
    refuses: Callable[[Mapping[str, str]], str | None] | None = None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways in that this dialect understands."""
        ways = zip(Channel, (self.pushing, self.polling, self.filing), strict=True)
        return tuple(channel for channel, way in ways if way is not None)
