"""`/v1/recipients`: how a person is reached."""

from waymark_client.answers import KeptContact
from waymark_client.calls import Call, place, put, reader
from waymark_client.methods import Method, Part, Side

_CONTACT = reader(KeptContact)


def set_contact(
    recipient: str,
    *,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    zone: str | None = None,
    country: str | None = None,
    postcode: str | None = None,
) -> Call[KeptContact]:
    """Store a contact whole; what is left out is forgotten."""
    body = {
        "name": name,
        "email": email,
        "phone": phone,
        "language": language,
        "zone": zone,
        "country": country,
        "postcode": postcode,
    }
    return put(place("recipients", recipient), _CONTACT, body)


class Recipients(Part[Side]):
    """The people orders are for, by the ids that a write answers."""

    set = Method(set_contact)
