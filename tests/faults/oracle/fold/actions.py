"""What somebody has to do: the first row of actions.csv that fits (section 8)."""

from typing import Any

from faults.oracle.fold.course import Course
from faults.oracle.fold.facts import Body
from faults.oracle.fold.shown import Json, only
from faults.oracle.fold.tables import tables


def action(course: Course, booked: Body | None, never_seen: Any) -> Json | None:
    """Say who has to do what; None for nobody. `booked` is the newest booking."""
    if booked is None:
        return None
    services = booked.get("services", {})
    for row in tables().actions:
        if (
            row["milestone"] in ("*", course.milestone)
            and _reason_fits(row["reason"], course.reason)
            and _service_fits(row["service"], services)
            and row["direction"] in ("*", booked["direction"])
            and row["way"] in ("*", booked["way"])
            and (row["flag"] == "*" or never_seen)
        ):
            return None if row["by"] == "-" else _with_details(row, course, services)
    return None


def _reason_fits(pattern: str, reason: str) -> bool:
    family = pattern.removesuffix(".*")
    return pattern in ("*", reason) or (family != pattern and reason.startswith(f"{family}."))


def _service_fits(pattern: str, services: Body) -> bool:
    if pattern == "cash":
        return services.get("cash_on_delivery") is not None
    if pattern == "id":
        return services.get("age_check") is not None or services.get("identity_check", False)
    return True


def _with_details(row: dict[str, str], course: Course, services: Body) -> Json:
    said: Json = {"by": row["by"], "what": row["what"]}
    if row["what"] == "collect":
        place = course.place or {}
        name = place.get("name") or place.get("city")
        until = {"until": course.pickup_until} if course.pickup_until else {}
        return said | until | ({"where": {"name": name}} if name else {})
    if row["what"] == "pay_duties" and course.duties:
        return said | {"amount": course.duties}
    if row["what"] == "have_cash_ready":
        return said | {"amount": only(services["cash_on_delivery"], "amount", "currency")}
    return said
