"""The headers of records as JSON Schemas: all are UTF-8 text."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from waymark_events.attributes import FACT, FACT_NAME

_INSTANT: Final = "date-time"
_ATTRIBUTES: Final = MappingProxyType(
    {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"description": "The same in every repeat of the message, and in no other."},
        "ce_type": {"description": "The permanent type string."},
        "ce_source": {"description": "The only writer of the type."},
        "ce_time": {"format": _INSTANT, "description": "When it was written, in UTC."},
        "ce_subject": {"description": "The record's key."},
        "content-type": {"description": "What the value is."},
    }
)
_STORED: Final = MappingProxyType(
    {
        FACT_NAME: {
            "description": "For the writer alone, and not told on: the name of what it stored."
        },
        FACT: {"description": "For the writer alone, and not told on: what it stored, as JSON."},
    }
)
_TRACE: Final = MappingProxyType(
    {"type": "string", "description": "W3C Trace Context; absent where nothing was traced."}
)
_PAYLOAD: Final = MappingProxyType(
    {
        "ce_retailer": {"description": "Whose account it is."},
        "ce_account": {"description": "The carrier account."},
        "ce_dialect": {"description": "What reads the bytes."},
        "ce_channel": {"description": "How they came."},
        "ce_settingsversion": {"description": "Which settings of the account were in force."},
        "ce_receivedat": {"format": _INSTANT, "description": "When they came."},
        "ce_asked": {"description": "The numbers that were asked for, as a JSON list."},
    }
)
_COMMAND: Final = MappingProxyType(
    {
        "ce_id": {
            "description": "Given by the retailer: the same in every repeat of the command, and in "
            "no other. 1 to 255 visible ASCII characters."
        },
        "ce_type": {"description": "The permanent type string."},
    }
)
_BESIDE: Final = MappingProxyType(
    {
        "ce_specversion": {"const": "1.0"},
        "ce_source": {"description": "The retailer's own; not looked at."},
        "ce_time": {"format": _INSTANT, "description": "When it was written; not looked at."},
        "ce_subject": {"description": "The record's key; not looked at."},
        "content-type": {"description": "What the value is."},
    }
)
_PLACE: Final = MappingProxyType(
    {
        "dl_topic": {"description": "The topic on the broker where the record lay."},
        "dl_partition": {"description": "Its partition there."},
        "dl_offset": {"description": "Its offset there."},
        "dl_appended_at": {"format": _INSTANT, "description": "When it was appended there."},
        "dl_reason": {"description": "A label for why it can never work."},
        "dl_detail": {"description": "The same as a sentence."},
    }
)


def attributes() -> dict[str, Any]:
    """What every message of ours has."""
    headers = _always(_ATTRIBUTES)
    headers["properties"]["traceparent"] = dict(_TRACE)
    return headers


def of_command() -> dict[str, Any]:
    """What a retailer's command has: by id and type it is answered."""
    headers = _always(_COMMAND)
    headers["properties"] |= {name: {"type": "string", **more} for name, more in _BESIDE.items()}
    headers["properties"]["traceparent"] = dict(_TRACE)
    return headers


def of_stored() -> dict[str, Any]:
    """What a message may have beside them whose writer makes its database again from it."""
    beside = {name: {"type": "string", **more} for name, more in _STORED.items()}
    return {"type": "object", "properties": beside}


def of_payload() -> dict[str, Any]:
    """What a carrier's raw payload has beside them."""
    return _always(_PAYLOAD)


def of_parked() -> dict[str, Any]:
    """What a parked record has beside its own."""
    return _always(_PLACE)


def _always(described: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    properties = {name: {"type": "string", **more} for name, more in described.items()}
    return {"type": "object", "required": list(described), "properties": properties}
