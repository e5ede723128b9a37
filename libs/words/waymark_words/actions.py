"""What somebody has to do, as an instruction."""

from waymark_events.values import Action
from waymark_events.vocabulary import Deed

from waymark_words.catalogue import say
from waymark_words.moments import local_day, money

_WITH_AMOUNT = frozenset({Deed.PAY_DUTIES, Deed.HAVE_CASH_READY})


def action_sentence(language: str, action: Action) -> str:
    """Such as "Collect your parcel by Friday, 27 November"; what is not known is left out."""
    if action.what == Deed.COLLECT and action.until:
        until = local_day(language, action.until)
        return say(language, "action.collect_until", until=until)
    if action.what in _WITH_AMOUNT and action.amount is not None:
        amount = money(language, action.amount)
        return say(language, f"action.{action.what}_amount", amount=amount)
    return say(language, f"action.{action.what}")
