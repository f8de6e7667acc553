"""A turn's replies as one text message.

1. A warning (emergency, urgent) is a text of its own, whole and without options. What else was said waits for MORE. A safety
   question (check) comes last, with its options, and an answer before the word that a message was passed on.
2. Otherwise the replies are joined, each answer with a word on what it rests on, and the buttons become numbered options.
3. A text has two segments at most. Topics to go on with are dropped before that, then the ways to a person or an appointment,
   then the word on the source, first in brief; never the answers that a booking needs.
4. What still does not fit comes with MORE: whole replies if one fits, else cut at a sentence. The options are in the last part.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from frontdesk.channels.sms.options import Option, chosen, folded, is_needed, numbered, options, with_one_less
from frontdesk.content.reviewed import LEVELS
from frontdesk.conversations.messages import Message
from frontdesk.language.packs import ENGLISH, keywords, pack_of, packs
from frontdesk.language.wording import wording_of
from frontdesk.texting.gsm import normalised, segments, split

__all__ = ["MOST_SEGMENTS", "SmsReply", "chosen", "compose", "more", "source_label", "texts", "wants_more"]


MOST_SEGMENTS = 2
_REPLY_MORE = "Reply MORE"
_MORE = f"\n{_REPLY_MORE}"
FROM_GUIDE = "From our clinic's guide."
FROM_CLINIC = "From the clinic."
GENERAL = "General info, not clinician-reviewed yet."
_SENTENCE_END = re.compile(r"[.!?]\s+(?=\S)|\n+")
_PLACES = {"notice": 0, "answer": 1, "handoff": 2, "check": 4}
_OTHERS = 3  # the place of all others
# The same where there is less room.
_BRIEFLY = {FROM_GUIDE: "Clinic's guide.", GENERAL: "Not clinician-reviewed."}


@dataclass(frozen=True)
class SmsReply:
    """One text.

    `offered` are its options in the order of their numbers, each as (button id, title): what a reply may select. `rest` is
    what `more` turns into the next text, or empty: opaque JSON, to be kept until then.
    """

    text: str
    offered: tuple[Option, ...] = ()
    rest: str = ""


@dataclass(frozen=True)
class _Piece:
    """One reply; `source` is the word on what it rests on, or empty."""

    text: str
    source: str = ""

    def forms(self) -> tuple[str, str, str]:
        """The text with its source, with its source in brief, and alone."""
        brief = _briefly().get(self.source, self.source)
        return f"{self.text} {self.source}".rstrip(), f"{self.text} {brief}".rstrip(), self.text


def compose(messages: Sequence[Message], lead: str = "") -> SmsReply:
    """One text for the replies of a turn: web messages (docs/http.md) in their text-message form, at least one.

    `lead` is put before what is no warning.
    """
    warning = next((message for kind in LEVELS for message in messages if message["kind"] == kind), None)
    others = sorted((message for message in messages if message is not warning), key=_place)
    pieces = [_Piece(normalised(message["text"]).strip(), source_label(message)) for message in others]
    shown, language = options(others), str(messages[-1].get("lang") or ENGLISH)
    if lead and pieces:
        pieces[0] = _Piece(f"{lead}\n{pieces[0].text}", pieces[0].source)
    if warning is None:
        return _next(pieces, shown, language)
    return SmsReply(normalised(warning["text"]).strip(), (), _kept(pieces, shown, language) if pieces else "")


def _place(message: Message) -> int:
    """The place of a reply in a text: an answer goes before the word that a message was passed on."""
    return _PLACES.get(message["kind"], _OTHERS)


def apart(messages: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """The replies of a turn in two texts, where one has no room for both: what goes first, without buttons, and the rest.

    So what is said beside a question about a sign comes before it, and that a message was passed on before the question of a
    booking. The first part is empty where there is room, or nothing of the kind.
    """
    kinds = {message["kind"] for message in messages}
    last = next((kind for kind in ("check", "booking") if kind in kinds), "handoff" if kinds == {"handoff"} else "")
    if not last or not compose(messages).rest:
        return [], list(messages)
    if len(messages) == 1:
        return _in_two(messages[0])
    question = max(place for place, message in enumerate(messages) if message["kind"] == last)
    first: list[Message] = [{**one, "buttons": []} for place, one in enumerate(messages) if place != question]
    return first, [messages[question]]


def _in_two(message: Message) -> tuple[list[Message], list[Message]]:
    """One reply in two texts, cut behind a sentence: as little as need be goes first, and the question comes last, whole."""
    for cut in _SENTENCE_END.finditer(message["text"]):
        first: Message = {**message, "text": message["text"][: cut.end()].strip(), "buttons": []}
        last: Message = {**message, "text": message["text"][cut.end() :].strip()}
        if not compose([last]).rest:
            return [first], [last]
    return [], [message]


def more(rest: str) -> SmsReply:
    """The text that MORE brings. `rest` is that of an SmsReply; raises ValueError for anything else, also for an empty one."""
    return _next(*_opened(rest))


def still_to_come(rest: str) -> list[str]:
    """The ids of the options that only MORE will show; none for an empty `rest`. Raises ValueError as `more` does."""
    return [choice for choice, _ in _opened(rest)[1]] if rest else []


def texts(messages: Sequence[Message]) -> list[str]:
    """All texts of a turn, as somebody sees them who asks for MORE until the end."""
    reply = compose(messages)
    seen = [reply.text]
    while reply.rest:
        reply = more(reply.rest)
        seen.append(reply.text)
    return seen


def wants_more(text: str) -> bool:
    """Whether a whole text asks for the rest of the last reply."""
    words = keywords("more")
    return folded(text).removesuffix(" please") in words


def source_label(message: Message) -> str:
    """What an answer rests on, in few words; empty for what is no answer or speaks for the assistant alone."""
    source, pack = message["source"], pack_of(message.get("lang", ENGLISH))
    said = wording_of(pack).source if pack else str
    if message["kind"] != "answer" or not source or source["title"] == "Frontdesk assistant":
        return ""
    if source["title"] == "Clinic settings":
        return said(FROM_CLINIC)
    return said(FROM_GUIDE if source["reviewed"] else GENERAL)


def _briefly() -> Mapping[str, str]:
    """The words on sources in brief, in every language."""
    translated = [wording_of(pack).source for pack in packs().values()]
    return _BRIEFLY | {said(word): said(brief) for said in translated for word, brief in _BRIEFLY.items()}


def _ask_for_more(language: str) -> str:
    """What ends a text that goes on, in a language."""
    pack = pack_of(language)
    return f"\n{wording_of(pack).source(_REPLY_MORE)}" if pack else _MORE


def _opened(rest: str) -> tuple[list[_Piece], list[Option], str]:
    try:
        kept = json.loads(rest)
        pieces = [_Piece(text, source) for text, source in kept["pieces"]]
        shown = [(str(choice), str(name)) for choice, name in kept["options"]]
        return pieces, shown, str(kept.get("lang") or ENGLISH)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            "There is nothing more to send, or what was kept of it is damaged. Answer as if asked."
        ) from error


def _kept(pieces: Sequence[_Piece], shown: Sequence[Option], language: str) -> str:
    parts = [[piece.text, piece.source] for piece in pieces]
    return json.dumps({"pieces": parts, "options": list(shown), "lang": language}, ensure_ascii=False)


def _joined(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The pieces as one text, each time with less on what they rest on."""
    forms = zip(*(piece.forms() for piece in pieces)) if pieces else [("",)]
    return ("\n".join(form) for form in forms)


def _fits(text: str) -> bool:
    return segments(text) <= MOST_SEGMENTS


def _next(pieces: Sequence[_Piece], shown: Sequence[Option], language: str) -> SmsReply:
    for text in _joined(pieces):
        fitting = _fitting(text, shown, language)
        if fitting is not None:
            return SmsReply((text + numbered(fitting, language)).strip(), tuple(fitting))
    if not pieces:
        return _options_alone(shown, language)
    text, later = _first(pieces, _ask_for_more(language))
    return SmsReply(text + _ask_for_more(language), (), _kept(later, shown, language))


def _fitting(text: str, shown: Sequence[Option], language: str) -> Sequence[Option] | None:
    """As many options as there is room for, or None if there is none for the text with those that are needed."""
    left: Sequence[Option] | None = shown
    while left is not None and not _fits((text + numbered(left, language)).strip()):
        left = with_one_less(left)
    return left


def _options_alone(shown: Sequence[Option], language: str) -> SmsReply:
    """As many options as fit, the others with MORE; all that are left here are needed."""
    needed, ending = [option for option in shown if is_needed(option)], _ask_for_more(language)
    lists = [numbered(needed[:many], language).strip() + ending for many in range(1, len(needed) + 1)]
    count = max(1, sum(map(_fits, lists)))
    return SmsReply(lists[count - 1], tuple(needed[:count]), _kept([], needed[count:], language))


def _first(pieces: Sequence[_Piece], ending: str) -> tuple[str, list[_Piece]]:
    """What comes before MORE, and what after it; `ending` asks for it."""
    for count in range(max(len(pieces) - 1, 1), 0, -1):  # the last one stays with the options
        for text in _joined(pieces[:count]):
            if _fits(text + ending):
                return text, list(pieces[count:])
    text, tail = split(pieces[0].text, MOST_SEGMENTS, ending)
    return text, [_Piece(tail, pieces[0].source), *pieces[1:]]
