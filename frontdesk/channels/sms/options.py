"""Buttons as numbered options of a text message, and which one a reply means.

1. An option is called by a short title without a reply word that providers act on themselves (STOP, CANCEL, YES, ...).
2. A number selects: "2", "2.", "#2", "option 2", "two", "the second one".
3. So do the option's own words, with small typing errors. Where digits belong to them (times) they must be exact.
4. Whatever else is said is a message of its own: "2 weeks ago" selects nothing.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from rapidfuzz.distance import OSA

from frontdesk.booking import buttons
from frontdesk.booking.heard import MORE_TIMES, OTHER_TIMES, SKIP, SLOT, WAIT
from frontdesk.content.topic_ids import ERASE
from frontdesk.language.accents import without_accents
from frontdesk.language.packs import ENGLISH, pack_of
from frontdesk.language.wording import wording_of
from frontdesk.texting.gsm import normalised, shortened

Option = tuple[str, str]

MOST_OPTIONS = 5
_LONGEST_TITLE = 80
_BOOKING = "booking_"
_CHECK = "check_"
_ERASE = f"{ERASE}_"
# Ways to a person or an appointment: the last to be dropped.
_WAYS_ON = ("book", "callback", "talk_to_human")
_ENDS = (buttons.NOT_NOW, buttons.DISCARD)
_AS_WELL_SAID = (MORE_TIMES, OTHER_TIMES, WAIT)
_TITLES: Mapping[Option, str] = {
    ("check_yes", "Yes"): "Some of it",
    ("check_no", "No"): "None of it",
    buttons.SEND: "Send it",
    buttons.CONFIRM: "Book it",
    buttons.CALL_ME: "Call me",
    buttons.DO_CANCEL: "Call it off",
    buttons.DO_MOVE: "Move it",
    buttons.KEEP: "Keep it",
    buttons.NO_EMAIL: "No e-mail",
    buttons.CHANGE_SOMETHING: "Change it",
    buttons.DISCARD: "Leave it",
    buttons.OTHER: "Another time",
    buttons.JOIN: "Wait list",
    buttons.REMIND_ME: "Remind me",
    buttons.BEEN_HERE[0]: "Been here before",
    buttons.BEEN_HERE[1]: "First time",
    buttons.GO_ON: "Go on with booking",
}
_TITLES_OF_ACTIONS = {
    "book": "Book",
    "callback": "Call me back",
    "reschedule": "Move a visit",
    "cancel": "Call off a visit",
}
_DATE_WORD = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|"
    r"November|December)\b"
)
_CLOCK = re.compile(r"\d (?:a|p)\.m\.|noon|\d h\b|midi")
_WITH = "with"
_REPLY = "Reply:"
_ASIDE = re.compile(r"\s*\([^)]*\)")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "one first",
            "two second",
            "three third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven seventh",
            "eight eighth",
            "nine ninth",
        ),
        1,
    )
    for word in words.split()
}
_PICK = re.compile(
    r"(?:(?:the|option|number|choice) )*"
    rf"(?:(?:no |nr )?(?P<digits>\d{{1,2}})(?:st|nd|rd|th)?|(?P<word>{'|'.join(_NUMBERS)}|last))"
    r"(?: (?:one|option|choice))?"
)
_POLITE = re.compile(r"^(?:please |pls )|(?: please| pls| thanks| thank you)$")
_ONE_EDIT_FROM, _TWO_EDITS_FROM = 5, 8


def options(messages: Sequence[Mapping[str, Any]]) -> list[Option]:
    """The options of a turn's web messages, in the order in which they are shown.

    What throws a booking away is none, because a digit is easily sent by mistake. A single option is no list, unless it answers
    the open question and cannot as well be said. A safety question alone has options, where there is one. Inside a booking only
    what answers its question, or says which topic was meant, is an option. Of two answers, topics come first and the ways on to
    a person or an appointment last; what was answered is not offered again.
    """
    messages = [message for message in messages if message["kind"] == "check"] or messages
    inside = any(message["kind"] == "booking" for message in messages)
    answered = {topic for message in messages if message["kind"] == "answer" for topic in message["topics"]}
    found: dict[str, str] = {}
    for message in messages:
        if inside and message["kind"] not in ("booking", "clarify"):
            continue
        for button in message["buttons"]:
            if (button["id"], button["title"]) in _ends(message.get("lang", ENGLISH)):
                continue
            if button["id"] in _WAYS_ON:
                found.pop(button["id"], None)
            if button["id"] not in answered:
                found.setdefault(button["id"], title(button["id"], button["title"], message.get("lang", ENGLISH)))
    shown = _most_useful(_each_named_once(list(found.items())))
    alone = len(shown) == 1 and (not is_needed(shown[0]) or shown[0][0] in (SKIP, *_AS_WELL_SAID))
    return [] if alone else shown


@cache
def _ends(language: str) -> frozenset[Option]:
    """The buttons that end what was begun, as they are called in a language."""
    pack = pack_of(language)
    return frozenset((choice, wording_of(pack).title(name) if pack else name) for choice, name in _ENDS)


def _each_named_once(shown: Sequence[Option]) -> list[Option]:
    """The options without the person whom the time before them is with, too."""
    last, named = "", []
    for choice, name in shown:
        when, comma, with_whom = name.rpartition(", ")
        same = choice.startswith(SLOT) and comma and with_whom == last and _CLOCK.search(when)
        named.append((choice, when if same else name))
        last = with_whom if choice.startswith(SLOT) else ""
    return named


def title(choice: str, shown: str, language: str = ENGLISH) -> str:
    """What a button is called in a text message."""
    pack = pack_of(language)
    if pack:
        given = wording_of(pack).short_title(choice, shown) or _ASIDE.sub("", shown)
    else:
        given = _TITLES.get((choice, shown)) or _TITLES_OF_ACTIONS.get(choice) or _ASIDE.sub("", shown)
    if choice.startswith(SLOT):
        said = wording_of(pack).words(_WITH) if pack else _WITH
        given = _DATE_WORD.sub(lambda word: word.group()[:3], given).replace(f", {said} ", ", ")
    return shortened(normalised(given), _LONGEST_TITLE)


def is_needed(option: Option) -> bool:
    """Whether it answers a safety question, the open question of a booking or whether to delete the chat: never dropped."""
    return option[0].startswith((_BOOKING, _CHECK, _ERASE))


def with_one_less(shown: Sequence[Option]) -> list[Option] | None:
    """The options without the one that is missed least, or None if all are needed.

    Inside a booking those that patients can as well say in words come off, so that the times stand with their question.
    """
    droppable = [option for option in shown if not is_needed(option)]
    droppable = droppable or [option for option in shown[1:] if option[0] in _AS_WELL_SAID]
    if not droppable:
        return None
    topics = [option for option in droppable if option[0] not in _WAYS_ON]
    return [option for option in shown if option != (topics or droppable)[-1]]


def _most_useful(shown: list[Option]) -> list[Option]:
    while len(shown) > MOST_OPTIONS and not all(map(is_needed, shown)):
        shown = with_one_less(shown) or shown
    return shown


def numbered(shown: Sequence[Option], language: str = ENGLISH) -> str:
    """The lines that are put behind a text in a language; empty if there are no options."""
    pack = pack_of(language)
    asks = wording_of(pack).source(_REPLY) if pack else _REPLY
    lines = [f"{number} {name}" for number, (_, name) in enumerate(shown, 1)]
    return "\n".join([f"\n{asks}", *lines]) if lines else ""


def folded(text: str) -> str:
    """Words and numbers alone: no case, accents or punctuation."""
    letters = without_accents(text).casefold()
    return " ".join(re.findall(r"\w+", letters.replace("'", "").replace("’", "")))


def chosen(text: str, offered: Sequence[Option]) -> str | None:
    """The button id of the offered option that a text selects, or None if it is a message of its own."""
    said = _POLITE.sub("", folded(text))
    number = _PICK.fullmatch(said)
    if number:
        return _at(number, offered)
    named = {choice for choice, name in offered if folded(name) == said}
    near = named or {choice for choice, name in offered if _is_near(said, folded(name))}
    return near.pop() if len(near) == 1 else None


def is_beyond(text: str, offered: Sequence[Option]) -> bool:
    """Whether a text is a number that the list does not have."""
    number = _PICK.fullmatch(_POLITE.sub("", folded(text)))
    return number is not None and not 1 <= _place(number, offered) <= len(offered)


def _place(number: re.Match[str], offered: Sequence[Option]) -> int:
    """The number that is meant; "last" is that of the last option, where times are offered of the last time."""
    word = number["word"]
    if word != "last":
        return _NUMBERS[word] if word else int(number["digits"])
    return sum(choice.startswith(SLOT) for choice, _ in offered) or len(offered)


def _at(number: re.Match[str], offered: Sequence[Option]) -> str | None:
    """The option of a number. "First" may also mean another one that begins so ("First time"): then it selects none."""
    at = _place(number, offered)
    begin_so = [place for place, (_, name) in enumerate(offered, 1) if folded(name).split()[:1] == [number["word"]]]
    return offered[at - 1][0] if 1 <= at <= len(offered) and begin_so in ([], [at]) else None


def _is_near(said: str, name: str) -> bool:
    if any(letter.isdigit() for letter in said + name) or len(name) < _ONE_EDIT_FROM:
        return False
    edits = 2 if len(name) >= _TWO_EDITS_FROM else 1
    return OSA.distance(said, name, score_cutoff=edits) <= edits
