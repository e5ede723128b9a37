"""A body for every write that has one, as the description shows it. All are valid."""

from typing import Any, Final

_ENDPOINTS: Final = "/v1/webhooks/endpoints"

EXAMPLES: Final[dict[tuple[str, str], dict[str, Any]]] = {
    (_ENDPOINTS, "post"): {
        "url": "https://shop.example/waymark",
        "types": ["shipment.status_changed.v1", "order.*"],
        "description": "Order desk",
    },
    (f"{_ENDPOINTS}/{{endpoint}}", "patch"): {"types": [], "state": "enabled"},
    (f"{_ENDPOINTS}/{{endpoint}}/rotate-secret", "post"): {"overlap_hours": 48},
    (f"{_ENDPOINTS}/{{endpoint}}/replay", "post"): {
        "since": "2026-03-10T09:00:00Z",
        "types": ["order.*"],
        "dry_run": True,
    },
}
