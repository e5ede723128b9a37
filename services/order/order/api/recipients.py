"""`PUT /v1/recipients/{recipient}`: how a person is reached."""

from fastapi import APIRouter, Response
from waymark_runtime.http.denying import answering

from order.api.answers import contact_answer
from order.api.desk import AskedBy, recipient_of
from order.requests import reading
from order.requests.bodies import Contact

router = APIRouter(prefix="/v1/recipients", tags=["recipients"])


@router.put("/{recipient}")
def set_contact(asked: AskedBy, recipient: str, body: Contact) -> Response:
    """Store a contact whole; what is left out is forgotten."""
    with answering():
        known = asked.desk.people.set(asked.call, recipient_of(recipient), reading.person(body))
        return contact_answer(known)
