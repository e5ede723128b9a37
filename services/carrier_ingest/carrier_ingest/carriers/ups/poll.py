"""What a poll's answer says: packages, "not found", or an error of account or carrier."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import structs

from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Outcome, Statement
from carrier_ingest.carriers.joining import answering, joined
from carrier_ingest.carriers.reading import child, children, text, tracking_number
from carrier_ingest.carriers.timeline import in_order
from carrier_ingest.carriers.ups.activity import polled
from carrier_ingest.carriers.ups.errors import NOT_FOUND, heard_errors
from carrier_ingest.carriers.ups.parcels import Scanned, estimate, told
from carrier_ingest.carriers.ups.statements import CARRIER, completed, notes, statement


def heard_poll(payload: RawPayload, value: object) -> Heard:
    """Read an answer; a shipment without packages is "not known yet", as UPS says with 200."""
    if child(child(value, "response"), "errors") is not None:
        return heard_errors(payload.asked, value)
    shipments = list(children(child(value, "trackResponse"), "shipment"))
    if not shipments:
        return Heard(problems=("an answer of UPS holds neither trackResponse nor errors",))
    packages = [
        (_number(payload.asked, shipment, package, alone), package)
        for shipment in shipments
        for found in [list(children(shipment, "package"))]
        for alone in [len(found) == 1 and len(shipments) == 1]
        for package in found
    ]
    heard = [_package(number, package, payload.conventions) for number, package in packages]
    answers = tuple(_answers(payload.asked, {number for number, _ in packages}, shipments))
    return answering(structs.replace(joined(heard), answers=answers), "UPS", payload.asked)


def _number(asked: Sequence[str], shipment: object, package: object, alone: bool) -> str | None:
    """A package that answers one question alone is filed under the number that was asked for."""
    if alone and len(asked) == 1:
        return asked[0]
    written = text(package, "trackingNumber") or text(shipment, "inquiryNumber")
    return tracking_number(CARRIER, written)


def _package(number: str | None, package: object, conventions: Conventions) -> Heard:
    if number is None:
        return Heard(problems=("a package in an answer of UPS has no readable trackingNumber",))
    scanned: list[Scanned] = []
    problems: list[str] = []
    for position, entry in enumerate(children(package, "activity")):
        activity = polled(entry)
        said = statement(number, activity, conventions)
        if said is None:
            problems.append(f"activity[{position}] of {number} has no readable date")
        else:
            scanned.append(Scanned(activity, said))
    package_told = told(package)
    statements = completed(in_order(one.statement for one in reversed(scanned)), package_told)
    newest = _newest(scanned, statements)
    planned = estimate(number, package, newest, statements, conventions.zone)
    return Heard(
        statements=statements,
        estimates=(planned,) if planned else (),
        notes=tuple(notes(statements, package_told)),
        problems=tuple(problems),
    )


def _newest(scanned: Sequence[Scanned], ordered: Sequence[Statement]) -> Scanned | None:
    """The newest scan, by the total order and not by the list's."""
    key = ordered[-1].scan_key if ordered else None
    return next((one for one in reversed(scanned) if one.statement.scan_key == key), None)


def _answers(
    asked: Sequence[str], found: Collection[str | None], shipments: Sequence[object]
) -> Iterator[Answer]:
    """Not found where UPS says so or there is no package; other packages alone say nothing."""
    warnings = [warning for shipment in shipments for warning in children(shipment, "warnings")]
    codes = [text(warning, "code") for warning in warnings]
    nowhere = not found or NOT_FOUND.intersection(codes)
    for number in asked:
        if number in found:
            yield Answer(number=number, outcome=Outcome.NEWS)
        elif nowhere:
            code = codes[0] if codes else ""
            yield Answer(number=number, outcome=Outcome.NOT_FOUND, code=code or None)
