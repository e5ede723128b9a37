"""The sentences of Waymark: one catalogue for page, mail and SMS, in English and German."""

from waymark_words.actions import action_sentence
from waymark_words.catalogue import LANGUAGES, choose_language, say
from waymark_words.headlines import certainty_line, headline, order_headline
from waymark_words.moments import ago, country, day, moment, money, time_of
from waymark_words.notices import Notice, NoticeWords, notice, trigger_name
from waymark_words.sentences import (
    flag_sentences,
    milestone_name,
    reason_sentence,
    was_handed_elsewhere,
)
from waymark_words.stations import Station, stations
from waymark_words.views import OrderWords, ParcelWords

__all__ = [
    "LANGUAGES",
    "Notice",
    "NoticeWords",
    "OrderWords",
    "ParcelWords",
    "Station",
    "action_sentence",
    "ago",
    "certainty_line",
    "choose_language",
    "country",
    "day",
    "flag_sentences",
    "headline",
    "milestone_name",
    "moment",
    "money",
    "notice",
    "order_headline",
    "reason_sentence",
    "say",
    "stations",
    "time_of",
    "trigger_name",
    "was_handed_elsewhere",
]
