"""What callers send of webhooks: shapes and limits."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from notifier.domain.webhooks.filters import MOST
from notifier.domain.webhooks.targets import MOST_LENGTH


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("give printable characters only")
    return text


VISIBLE = r"^[!-~]+$"
"""What the ids of events are made of."""
Url = Annotated[
    str, Field(min_length=1, max_length=MOST_LENGTH, examples=["https://shop.example/waymark"])
]
Types = Annotated[
    list[Annotated[str, Field(max_length=80, pattern=r"^[a-z_*.0-9]+$")]],
    Field(max_length=MOST, examples=[["shipment.status_changed.v1", "order.*"]]),
]
Description = Annotated[str, Field(max_length=200), AfterValidator(_printable)]


class Body(BaseModel):
    """A JSON object; a member nobody knows is an error, because it was meant to do something."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EndpointBody(Body):
    """A new endpoint. Without `types`, or with none, it is sent all that there are."""

    url: Url
    types: Types = []
    description: Description = ""


class ChangeBody(Body):
    """What is given is set, the rest stays. `enabled` begins with a clean slate."""

    url: Url | None = None
    types: Types | None = None
    description: Description | None = None
    state: Literal["enabled", "disabled"] | None = None


class RotateBody(Body):
    """For how long the secrets before go on signing beside the new one: a week at most."""

    overlap_hours: Annotated[int, Field(ge=0, le=168, strict=True)] = 24


class ReplayBody(Body):
    """What to send again: one `event_id`, all `since` an instant, or from `from` until `until`.

    Without `types`: what the endpoint wants. With `url` it goes there instead, each event once, and
    the endpoint knows nothing of it. `dry_run` sends nothing and answers what would be sent.
    """

    event_id: Annotated[str, Field(max_length=200, pattern=VISIBLE)] | None = None
    since: AwareDatetime | None = None
    from_: Annotated[AwareDatetime | None, Field(alias="from")] = None
    until: AwareDatetime | None = None
    types: Types | None = None
    url: Url | None = None
    dry_run: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _says_what(self) -> "ReplayBody":
        given = [name for name in ("event_id", "since", "from_") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give one of event_id, since and from")
        if self.until is not None and (self.from_ is None or self.until <= self.from_):
            raise ValueError("until belongs to from, and is later")
        return self
