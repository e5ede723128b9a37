"""One look with one account: its questions in turn, each answer recorded before the next."""

import secrets
from datetime import UTC, datetime

from waymark_events.codec import Envelope
from waymark_events.messages.carriers import PayloadReceived

from carrier_ingest.app.questions import Asked, Asker
from carrier_ingest.app.settling import Answered, Settler
from carrier_ingest.carriers.dialect import Channel, Conventions, Dialect, PollRequest
from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.domain import intake
from carrier_ingest.domain.quota import Quota
from carrier_ingest.domain.results import refused, results_of
from carrier_ingest.pace import Pace
from carrier_ingest.store.accounts import Account


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
        """Ask a question and record what came of it; False when no other may follow now."""
        numbers = len(question.asked)
        if not self._may_ask(numbers):
            return False
        asked_at = datetime.now(UTC)
        answer = self._asker.ask(self._account, self._dialect, question, self._conventions)
        self._left = self._left.without(requests=1, numbers=numbers)
        outcome = self._outcome(question, answer)
        settled = self._settler.settle(self._account, asked_at, numbers, outcome)
        return settled and isinstance(outcome, Answered) and outcome.trouble is None

    def _may_ask(self, numbers: int) -> bool:
        return self._left.covers(numbers) and self._pace.wait(
            self._account.place, self._dialect.name
        )

    def _outcome(self, question: PollRequest, answer: Asked | Trouble) -> Answered | Trouble:
        if isinstance(answer, Asked):
            return self._kept(answer)
        if answer.advice == Advice.STOP_NUMBER:
            return Answered(refused(question.asked))
        return answer

    def _kept(self, answer: Asked) -> Answered:
        payload, asked = self._payload(answer), answer.request.asked
        results = results_of(answer.heard, asked)
        if results:
            told = {result.number for result in results}
            return Answered(results, payload, unread=[one for one in asked if one not in told])
        detail = "; ".join(answer.heard.problems) or "it says nothing of what was asked"
        trouble = Trouble(advice=Advice.RETRY_LATER, code="unreadable", detail=detail[:500])
        return Answered((), payload, trouble, asked)

    def _payload(self, answer: Asked) -> Envelope:
        numbers = answer.request.asked
        payload = PayloadReceived(
            retailer=self._account.retailer,
            account=self._account.account,
            dialect=self._account.dialect,
            channel=Channel.POLL,
            settings_version=self._account.settings_version,
            received_at=datetime.now(UTC),
            body=answer.reply.body,
            content_type=answer.reply.content_type,
            asked=numbers,
        )
        number = numbers[0] if len(numbers) == 1 else None
        return intake.received(payload, number, intake.new_trace(secrets.token_bytes(24)))
