"""A message in another language, on its way through the booking: put into English before, and back into their words after."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from frontdesk.booking.draft import Draft, Say
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import Told
from frontdesk.language.gloss import Gloss, reading_of
from frontdesk.language.packs import pack_of

_KEPT_AS_WRITTEN = ("reason", "note")


def in_english(heard: Heard, step: str) -> tuple[Heard, Gloss]:
    """The message in the English words that the booking reads; what is passed on to the front desk stays as it was written."""
    pack = pack_of(heard.lang)
    if pack is None:
        return heard, Gloss(heard.text)
    before = [reading_of(pack).of(told.text) for told in heard.earlier]
    earlier = tuple(Told(gloss.text, was=told.was, glossed=gloss.clauses) for gloss, told in zip(before, heard.earlier))
    own = {english: written for gloss in before for english, written in gloss.own_words.items()}
    heard = replace(heard, earlier=earlier)
    if heard.choice:
        return heard, Gloss(heard.text, own)
    gloss = reading_of(pack).of(heard.text, step)
    heard = replace(heard, text=gloss.text, written=heard.text, told=Told(gloss.text, glossed=gloss.clauses))
    return heard, replace(gloss, own_words={**own, **gloss.own_words})


def in_their_words(draft: Draft, said: Sequence[Say], gloss: Gloss) -> tuple[Draft, list[Say]]:
    """The draft and what is said, with complaints as the patient wrote them."""
    if not gloss.own_words:
        return draft, list(said)
    details: dict[str, Any] = {key: gloss.restored(getattr(draft.details, key)) for key in _KEPT_AS_WRITTEN}
    details["more"] = {label: gloss.restored(words) for label, words in draft.details.more.items()}
    worded = [replace(one, values={key: gloss.restored(text) for key, text in one.values.items()}) for one in said]
    return draft.with_details(**details), worded
