"""A message that was kept, without the way it took there."""

from notifier.store import documents, kept, ledger
from notifier.store.kept import Contents, Owner
from notifier_given import ANNA, NOW, SHOP
from notifier_rows import contact, row
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction


def kept_message(pool: ConnectionPool) -> str:
    """Keep one of the shop's; its public id."""
    planned = row()
    said = Contents(address="anna@example.org", subject="There", text="It is there.", html=None)
    with transaction(pool) as connection:
        documents.keep_contacts(connection, [contact()])
        ledger.add(connection, [planned])
        kept.keep(connection, Owner(planned.id, SHOP, ANNA), said, NOW)
    return f"msg_{planned.id}"
