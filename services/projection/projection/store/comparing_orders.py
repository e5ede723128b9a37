"""Orders as they are and as they were read anew, and the exchange; nothing is said of it.

Called in a transaction that holds the positions of all partitions of `order.events.v1`.
"""

from typing import Final

from psycopg import Connection

_GONE: Final = """
DELETE FROM public.order_view l
WHERE NOT EXISTS (SELECT FROM rebuild.order_view r WHERE r.id = l.id)
"""
_CHANGED: Final = """
UPDATE public.order_view l SET retailer = r.retailer, reference = r.reference,
    version = r.version, state = r.state, placed_at = r.placed_at, updated_at = r.updated_at,
    document = r.document
FROM rebuild.order_view r
WHERE r.id = l.id AND
    (l.retailer, l.reference, l.version, l.state, l.placed_at, l.updated_at, l.document)
    IS DISTINCT FROM
    (r.retailer, r.reference, r.version, r.state, r.placed_at, r.updated_at, r.document)
"""
_NEW: Final = """
INSERT INTO public.order_view
    (id, retailer, reference, version, state, placed_at, updated_at, document)
SELECT r.id, r.retailer, r.reference, r.version, r.state, r.placed_at, r.updated_at, r.document
FROM rebuild.order_view r
WHERE NOT EXISTS (SELECT FROM public.order_view l WHERE l.id = r.id) ORDER BY r.no
"""
_KEPT_GONE: Final = """
DELETE FROM public.order_change l WHERE NOT EXISTS (
    SELECT FROM rebuild.order_change r WHERE r.partition = l.partition AND r."offset" = l."offset"
        AND (r.order_id, r.version, r.appended_at, r.decided_at, r.document)
          = (l.order_id, l.version, l.appended_at, l.decided_at, l.document))
"""
_KEPT_NEW: Final = """
INSERT INTO public.order_change SELECT * FROM rebuild.order_change ON CONFLICT DO NOTHING
"""
_LINKS_GONE: Final = """
DELETE FROM public.link l
WHERE NOT EXISTS (SELECT FROM rebuild.link r WHERE r.digest = l.digest)
"""
_LINKS_NEW: Final = "INSERT INTO public.link SELECT * FROM rebuild.link ON CONFLICT DO NOTHING"


def exchange(connection: Connection) -> tuple[int, int]:
    """Make orders and links those that were read anew; how many of each were wrong."""
    orders = [connection.execute(one).rowcount for one in (_GONE, _CHANGED, _NEW)]
    for kept in (_KEPT_GONE, _KEPT_NEW):
        connection.execute(kept)
    links = [connection.execute(one).rowcount for one in (_LINKS_GONE, _LINKS_NEW)]
    return sum(orders), sum(links)
