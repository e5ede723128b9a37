"""A record of a retailer's topic as a command: CloudEvents in Kafka's binary mode, read leniently.

Only `ce_id`, `ce_type`, key and value say anything. What cannot be read is a command that will be
refused, so that its writer hears why.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NoReturn

from msgspec import Struct
from pydantic import ValidationError
from waymark_events.ids import IntakeId, intake_id, order_id, recipient_id
from waymark_events.messages.intake import IntakeAnswer
from waymark_events.topics import declaration
from waymark_runtime.faults import Denied
from waymark_runtime.records import Arrived

from order.app.drafting import Draft
from order.app.intake import Refusal
from order.inbox.sent import Sent, sent
from order.requests import intake
from order.requests.asking import Asking
from order.requests.explaining import explained, misfit
from order.requests.intake import CONTACT_COMMANDS, ORDER_COMMANDS, Wished


class NoCommand(Struct, frozen=True):
    """A record that cannot even be answered, and why."""

    reason: str
    detail: str


class Command(Struct, frozen=True, kw_only=True):
    """A record that is answered; without a `name` it is done and not answered.

    `content` is what another command under the same id would differ in.
    """

    wished: Wished
    explain: Callable[[Denied], Refusal]
    about: IntakeAnswer
    content: bytes
    name: IntakeId | None


def read(asking: Asking, record: Arrived) -> Command | NoCommand:
    """Read a record; whatever the bytes, an answer and never an exception."""
    said = sent(record)
    of_person = declaration(record.topic).compacted
    erases = of_person and record.value is None
    if said.id is None and not erases:
        return NoCommand("no_command_id", "header ce_id must be 1 to 255 visible ASCII characters")
    if said.id is None and said.key is None:
        return NoCommand("wrong_key", "the key must be the person's reference, as plain text")
    understand = _of_person if of_person else _of_order
    try:
        wished = _erasing(asking, said) if erases else understand(asking, said)
    except ValidationError as fault:
        wished = _denying(misfit(fault))
    except Denied as no:
        wished = _denying(no)
    return Command(
        wished=wished,
        explain=partial(explained, document=said.document),
        about=_about(asking, said, of_person=of_person),
        content=said.content,
        name=None if said.id is None else intake_id(asking.call.retailer, said.id),
    )


def _of_order(asking: Asking, said: Sent) -> Wished:
    model = ORDER_COMMANDS.get(said.kind or "")
    if model is None:
        raise _unknown_type(ORDER_COMMANDS)
    body = model.model_validate(said.json())
    if body.reference != said.key:
        raise _wrong_key("the order's reference", "/reference")
    return intake.of_order(asking, body)


def _of_person(asking: Asking, said: Sent) -> Wished:
    model = CONTACT_COMMANDS.get(said.kind or "")
    if model is None:
        raise _unknown_type(CONTACT_COMMANDS)
    body = model.model_validate(said.json())
    if said.key is None:
        raise _wrong_key("the person's reference", "")
    return intake.of_contact(recipient_id(asking.call.retailer, said.key), body)


def _erasing(asking: Asking, said: Sent) -> Wished:
    if said.key is None:
        raise _wrong_key("the person's reference", "")
    return intake.erasing(recipient_id(asking.call.retailer, said.key))


def _about(asking: Asking, said: Sent, *, of_person: bool) -> IntakeAnswer:
    """What the answer says of the command: the order by its reference, a person by id alone."""
    retailer = asking.call.retailer
    reference = None if of_person else said.reference
    person = said.key if of_person else None
    return IntakeAnswer(
        retailer=retailer,
        command_id=said.id or "",
        at=asking.call.now,
        command_type=said.kind,
        order_reference=reference,
        order_id=None if reference is None else order_id(retailer, reference),
        recipient_id=None if person is None else recipient_id(retailer, person),
    )


def _denying(no: Denied) -> Wished:
    def wish(draft: Draft) -> NoReturn:
        del draft
        raise no

    return Wished(wish)


def _unknown_type(known: Iterable[str]) -> Denied:
    listed = ", ".join(sorted(known))
    return Denied(422, "unknown_type", f"header ce_type must be one of this topic's: {listed}")


def _wrong_key(what: str, pointer: str) -> Denied:
    detail = f"the key must be {what}, as plain text: its commands come in order by the key"
    return Denied(422, "wrong_key", detail, [{"pointer": pointer, "detail": detail}])
