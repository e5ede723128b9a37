"""Who has to do something: the first row that fits. docs/fold/actions.csv holds the same."""

from typing import Final, NamedTuple


class Row(NamedTuple):
    """One row. `*` fits everything; a reason may be a family such as `customs.*`.

    `service` is `cash` (cash on delivery), `id` (age or identity check) or `*`; `flag` is
    `never_seen` or `*`. `by` and `what` are empty where nobody has to do anything.
    """

    milestone: str
    reason: str = "*"
    service: str = "*"
    direction: str = "*"
    way: str = "*"
    flag: str = "*"
    by: str = ""
    what: str = ""


def _rows(text: str) -> tuple[Row, ...]:
    return tuple(
        Row(*(cell.replace("-", "") for cell in line.split())) for line in text.split("\n")
    )


ROWS: Final = _rows(
    """\
delivered delivered.to_neighbour * outbound * * recipient look_around
delivered delivered.to_safe_place * outbound * * recipient look_around
delivered delivered.to_mailbox * outbound * * recipient look_around
delivered delivered.damaged * outbound * * recipient tell_retailer
delivered delivered.short * outbound * * recipient tell_retailer
delivered delivered.damaged * * * * retailer claim
delivered delivered.short * * * * retailer claim
delivered * * * * * - -
cancelled retailer.* * * * * - -
cancelled * * outbound * * retailer replace_or_refund
cancelled * * * * * - -
returned * * outbound * * retailer replace_or_refund
returned * * * * * retailer ask_carrier
lost * * outbound * * retailer replace_or_refund
lost * * * * * retailer claim
disposed * * outbound * * retailer replace_or_refund
disposed * * * * * retailer claim
returning * * * * * - -
available_for_pickup customs.duties_due * outbound * * recipient pay_duties
available_for_pickup * * outbound * * recipient collect
available_for_pickup * * * * * retailer ask_carrier
* customs.duties_due * outbound * * recipient pay_duties
* customs.duties_due * * * * retailer pay_charges
* customs.documents_missing * * * * retailer send_documents
* customs.prohibited * * * * retailer ask_carrier
attempt_failed recipient.payment_due cash outbound * * recipient have_cash_ready
attempt_failed recipient.payment_due * outbound * * recipient pay_duties
attempt_failed recipient.identity * outbound * * recipient have_id_ready
attempt_failed recipient.age * outbound * * recipient have_id_ready
attempt_failed recipient.unknown * outbound * * recipient confirm_address
attempt_failed recipient.moved * outbound * * recipient confirm_address
attempt_failed retailer.wrong_address * outbound * * recipient confirm_address
attempt_failed recipient.refused * * * * - -
attempt_failed recipient.* * outbound * * recipient choose_new_date
attempt_failed * * * * * carrier redeliver
out_for_delivery * cash outbound * * recipient have_cash_ready
out_for_delivery * id outbound * * recipient have_id_ready
out_for_delivery * * * * * - -
unknown * * * untracked * - -
announced * * * untracked * - -
unknown * * * * never_seen retailer correct_number
unknown * * outbound * * retailer hand_over
unknown * * * * * - -
* retailer.not_handed_over * outbound * * retailer hand_over
* retailer.not_handed_over * * * * - -
* retailer.wrong_address * * * * retailer correct_address
* retailer.missing_data * * * * retailer correct_address
* retailer.packaging * * * * retailer ask_carrier
* retailer.other * * * * retailer ask_carrier
exception recipient.payment_due cash outbound * * recipient have_cash_ready
* recipient.payment_due cash outbound * * - -
* recipient.payment_due * outbound * * recipient pay_duties
* recipient.payment_due * * * * retailer pay_charges
* recipient.unknown * outbound * * recipient confirm_address
* recipient.moved * outbound * * recipient confirm_address
* recipient.unknown * * * * retailer correct_address
* recipient.moved * * * * retailer correct_address
* recipient.identity * outbound * * recipient identify
* recipient.age * outbound * * recipient identify
* recipient.not_home * outbound * * recipient choose_new_date
* recipient.closed * outbound * * recipient choose_new_date
* recipient.access * outbound * * recipient choose_new_date
* carrier.lost * * * * carrier search
* carrier.investigating * * * * carrier search
* carrier.destroyed * * * * retailer claim
* carrier.damaged * * * * retailer ask_carrier
announced * * outbound * * retailer hand_over
exception carrier.held * * * * retailer ask_carrier
exception carrier.other * * * * retailer ask_carrier
exception external.security * * * * retailer ask_carrier
exception external.regulation * * * * retailer ask_carrier
exception unstated * * * * retailer ask_carrier
* * * * * * - -"""
)
