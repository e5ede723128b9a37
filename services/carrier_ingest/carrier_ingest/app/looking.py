"""One look with one account: its questions in turn, each answer recorded before the next."""

import secrets
from collections.abc import Sequence
from typing import Final

from msgspec import structs
from waymark_events.codec import Envelope
from waymark_events.messages.carriers import PayloadReceived

from carrier_ingest import counters
from carrier_ingest.app.questions import Asked, Asker
from carrier_ingest.app.settling import Answered, Settler
from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, PollRequest
from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.domain import intake
from carrier_ingest.domain.results import refused, results_of
from carrier_ingest.pace import Pace
from carrier_ingest.store.accounts import Account

PAGES_AT_MOST: Final = 10
"""Further pages of one answer, whatever the carrier says there is."""


class Look:
    """Asks while the account may be asked. `left` is what the day's quota still allows.

    Who looks holds the account's lease and is alone, so `left` is counted here from request to
    request and read from the store once a look.
    """

    def __init__(
        self,
        account: Account,
        dialect: Dialect,
        conventions: Conventions,
        left: Quota,
        *,
        asker: Asker,
        settler: Settler,
        pace: Pace,
    ) -> None:
        self._account = account
        self._dialect = dialect
        self._conventions = conventions
        self._left = left
        self._asker = asker
        self._settler = settler
        self._pace = pace

    def take(self, question: PollRequest) -> bool:
        """Ask a question and for the rest of its answer; False when no other may follow now."""
        answers: list[bytes] = []
        request: PollRequest | None = question
        while request is not None:
            body = self._ask(request, question)
            if body is None:
                return False
            answers.append(body)
            request = self._page(question, answers)
        return True

    def _page(self, question: PollRequest, answers: Sequence[bytes]) -> PollRequest | None:
        """The request for the next page; None when there is all, or no use in asking for more."""
        pages = self._dialect.polling.pages if self._dialect.polling else None
        if pages is None or not pages.missing(answers):
            return None
        page = pages.request(question, answers) if len(answers) <= PAGES_AT_MOST else None
        if page is None:
            counters.INCOMPLETE.labels(self._dialect.name).inc()
        return page

    def _ask(self, request: PollRequest, question: PollRequest) -> bytes | None:
        """Ask and record what came of it: the body, if any; None when nothing may follow now."""
        numbers = len(request.asked) or 1  # a page is asked for by one number
        if not self._may_ask(numbers):
            return None
        asked_at = self._settler.now()
        answer = self._asker.ask(self._account, self._dialect, request, self._conventions)
        self._left = self._left.without(requests=1, numbers=numbers)
        outcome = self._outcome(request, question, answer)
        settled = self._settler.settle(self._account, asked_at, numbers, outcome)
        if not settled or isinstance(outcome, Trouble) or outcome.trouble is not None:
            return None
        if isinstance(answer, Asked) and _is_spoiled(answer):
            return self._apart(request.asked)
        return answer.reply.body if isinstance(answer, Asked) else b""

    def _apart(self, numbers: Sequence[str]) -> bytes | None:
        """Ask in halves what was refused together: the one that spoils it is found by and by."""
        polling, middle = self._dialect.polling, len(numbers) // 2
        for half in (numbers[:middle], numbers[middle:]):
            for question in polling.requests(half, self._conventions) if polling else ():
                if not self.take(question):
                    return None
        return b""

    def _may_ask(self, numbers: int) -> bool:
        polling = self._dialect.polling
        return (
            polling is not None
            and self._left.covers(numbers)
            and self._pace.wait(self._account.place, polling.a_second)
        )

    def _outcome(
        self, request: PollRequest, question: PollRequest, answer: Asked | Trouble
    ) -> Answered | Trouble:
        if isinstance(answer, Asked):
            payload = self._payload(answer, question)
            if _is_spoiled(answer):
                return Answered((), payload)
            return self._kept(answer, payload) if request.asked else Answered((), payload)
        if answer.advice == Advice.STOP_NUMBER:
            return Answered(refused(request.asked))
        if request is not question and answer.advice == Advice.STOP_ACCOUNT:
            # the same credentials were good for the question: no reason to halt the account
            return structs.replace(answer, advice=Advice.RETRY_LATER)
        return answer

    def _kept(self, answer: Asked, payload: Envelope) -> Answered:
        asked = answer.request.asked
        results = results_of(answer.heard, asked)
        if results:
            told = {result.number for result in results}
            return Answered(results, payload, unread=[one for one in asked if one not in told])
        detail = "; ".join(answer.heard.problems) or "it says nothing of what was asked"
        trouble = Trouble(advice=Advice.RETRY_LATER, code="unreadable", detail=detail[:500])
        return Answered((), payload, trouble, asked)

    def _payload(self, answer: Asked, question: PollRequest) -> Envelope:
        """What is kept of an answer; a page under the first one's key, so that it follows it."""
        payload = PayloadReceived(
            retailer=self._account.retailer,
            account=self._account.account,
            dialect=self._account.dialect,
            channel=Channel.POLL,
            settings_version=self._account.settings_version,
            received_at=self._settler.now(),
            body=answer.reply.body,
            content_type=answer.reply.content_type,
            asked=answer.request.asked,
        )
        number = question.asked[0] if len(question.asked) == 1 else None
        return intake.received(payload, number, intake.new_trace(secrets.token_bytes(24)))


def _is_spoiled(answer: Asked) -> bool:
    """Whether the carrier refused several numbers for the sake of one."""
    several = len(answer.request.asked) > 1
    return several and any(one.advice == Advice.ASK_APART for one in answer.heard.answers)
