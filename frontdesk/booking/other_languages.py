"""A message in another language, on its way through the booking: put into English before, and back into their words after."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from frontdesk.booking import told
from frontdesk.booking.draft import Draft, Say
from frontdesk.booking.heard import Heard
from frontdesk.booking.spelt_out import with_letters
from frontdesk.booking.told import Told
from frontdesk.language.aligned import Place
from frontdesk.language.gloss import reading_of
from frontdesk.language.glossed import COMPLAINT, ENGLISH, REMARK, WRITTEN, Gloss
from frontdesk.language.packs import pack_of

_KEPT_AS_WRITTEN = ("reason", "note")
# How marked words are put into English, if not as they are glossed.
_PUT = {
    told.NAME: WRITTEN,
    told.ASKER: WRITTEN,
    told.NOTE: REMARK,
    told.PRACTITIONER: REMARK,
    told.REASON: COMPLAINT,
    told.NEW: "first time",
    told.RETURNING: "been there before",
}
_SURE = 0.6  # below that what was marked is left to the phrases


def in_english(heard: Heard, step: str) -> tuple[Heard, Gloss]:
    """The message in the English words that the booking reads; what is passed on to the front desk stays as it was written."""
    heard = heard if heard.choice else _as_spelt(heard)
    before = [_in_english(replace(said, lang=said.lang or heard.lang), "") for said in heard.earlier]
    own = {english: written for _, gloss in before for english, written in gloss.own_words.items()}
    heard = replace(heard, earlier=tuple(said for said, _ in before))
    if heard.choice or pack_of(heard.lang) is None:
        return replace(heard, told=heard.told.settled()), Gloss(heard.text, own)
    said, gloss = _in_english(replace(heard.told, text=heard.text, lang=heard.lang), step)
    heard = replace(heard, text=gloss.text, written=heard.text, told=said)
    return heard, replace(gloss, own_words={**own, **gloss.own_words})


def _as_spelt(heard: Heard) -> Heard:
    """The message with names as they are spelt out in it."""
    told = with_letters(replace(heard.told, text=heard.text))
    return replace(heard, text=told.text, told=told)


def _in_english(said: Told, step: str) -> tuple[Told, Gloss]:
    """What was read in a text, in English words."""
    pack = pack_of(said.lang)
    if pack is None:
        return said.settled(), Gloss(said.text)
    reading = reading_of(pack)
    said = _with_whole(said, reading.complaints_in(said.text) if said.is_marked(told.REASON) else ())
    marks = {(words.start, words.end): _PUT.get(words.label, ENGLISH) for words in said.words if words.sure >= _SURE}
    gloss = reading.of(said.text, step, marks)
    words = tuple(
        replace(words, start=place[0], end=place[1])
        for words in said.words
        if (place := gloss.places.get((words.start, words.end)))
    )
    return replace(said, text=gloss.text, words=words, glossed=gloss.clauses).settled(), gloss


def _with_whole(said: Told, complaints: Sequence[Place]) -> Told:
    """What was read, with marked complaints as far as the usual words for them go: "mal au [genou]"."""
    words = list(said.words)
    for start, end in complaints:
        inside = [one for one in words if one.start < end and start < one.end]
        if inside and all(one.label == told.REASON for one in inside):
            first, last = min(start, inside[0].start), max(end, inside[-1].end)
            whole = told.Words(told.REASON, first, last, max(one.sure for one in inside))
            words = [whole if one is inside[0] else one for one in words if one not in inside[1:]]
    return replace(said, words=tuple(words))


def in_their_words(draft: Draft, said: Sequence[Say], gloss: Gloss) -> tuple[Draft, list[Say]]:
    """The draft and what is said, with complaints as the patient wrote them."""
    if not gloss.own_words:
        return draft, list(said)
    details: dict[str, Any] = {key: gloss.restored(getattr(draft.details, key)) for key in _KEPT_AS_WRITTEN}
    details["more"] = {label: gloss.restored(words) for label, words in draft.details.more.items()}
    worded = [replace(one, values={key: gloss.restored(text) for key, text in one.values.items()}) for one in said]
    return draft.with_details(**details), worded
