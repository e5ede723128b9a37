"""All routes of the API, and what their bodies may have."""

from typing import Final

from order.api import batches, imports, orders, parcels, recipients, shipments

ROUTERS: Final = (
    orders.router,
    parcels.router,
    shipments.router,
    recipients.router,
    batches.router,
    imports.router,
)
CAPS: Final = imports.CAPS
