"""What this service counts beside what the runtime counts. No label holds personal data."""

from prometheus_client import Counter, Gauge

HEARD = Counter(
    "waymark_carrier_statements_heard",
    "Statements in payloads, repeats too",
    ("dialect", "channel"),
)
NEW = Counter(
    "waymark_carrier_messages_new", "Messages published: new or different", ("dialect", "channel")
)
UNMAPPED = Counter(
    "waymark_carrier_codes_unmapped",
    "New statements whose code no table knows",
    ("carrier", "code"),
)
ASKED = Counter(
    "waymark_carrier_requests", "Requests to carriers by what came of them", ("dialect", "result")
)
INCOMPLETE = Counter(
    "waymark_carrier_answers_incomplete",
    "Answers whose pages never held all that they announced",
    ("dialect",),
)
ACCOUNT_UP = Gauge(
    "waymark_carrier_account_up", "1 while an account answers, 0 while not", ("retailer", "account")
)
PUSHED = Counter("waymark_carrier_pushes", "Pushes by what we answered", ("dialect", "status"))
