"""SMS by a provider's HTTP interface: one JSON post, with a key that makes repeats one."""

from typing import Final

import httpx

from notifier.app.letters import Letter
from notifier.domain.judging import Send
from notifier.domain.outcomes import Outcome, Refused, Taken, TryAgain, Unknown
from notifier.domain.segments import Segmented, segmented

_LATER: Final = frozenset({408, 425, 429})
_SERVER: Final = 500


class Texter:
    """Posts to `url`; `sender` is what the telephone shows. Close the client after use."""

    def __init__(self, client: httpx.Client, *, url: str, sender: str) -> None:
        self._client = client
        self._url = url
        self._sender = sender

    def deliver(self, letter: Letter, to: Send) -> Outcome:
        """Hand a text in. The ledger's id is the provider's idempotency key."""
        text = short(letter)
        body = {
            "to": to.contact.phone,
            "from": self._sender,
            "text": text.text,
            "encoding": text.encoding,
            "segments": text.segments,
            "reference": to.row.id,
        }
        try:
            answer = self._client.post(self._url, json=body, headers={"Idempotency-Key": to.row.id})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            return TryAgain(f"sms_{type(fault).__name__}")
        except httpx.HTTPError as fault:
            return Unknown(f"sms_{type(fault).__name__}")
        if answer.is_success:
            return Taken()
        again = answer.status_code in _LATER or answer.status_code >= _SERVER
        detail = f"sms_{answer.status_code}"
        return TryAgain(detail) if again else Refused(detail)


def short(letter: Letter) -> Segmented:
    """Who writes, the first sentence and the link; without the name where that saves a segment."""
    named = segmented(f"{letter.retailer}: {letter.sentence} {letter.link}")
    bare = segmented(f"{letter.sentence} {letter.link}")
    return bare if bare.segments < named.segments else named
