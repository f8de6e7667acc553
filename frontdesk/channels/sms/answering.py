"""What is done with a text that came in. The first that fits:

0. A phone's word that one of our texts was liked or the like: nothing. A thumb alone is read as "ok" or "no".
1. STOP in any of its forms, or a plain wish for no more texts without a warning sign: opted out.
2. A phone that opted out: START lets it in again; a warning sign is answered; HELP is; everything else is stored in silence.
3. More texts than allowed: a warning sign is answered; the first of the others is asked for patience, the rest get nothing.
4. HELP alone; no words at all; too many words (a warning sign in them is answered).
5. MORE after a reply that had more to say; a number or the words of an option of the last list; a number that comes too late,
   or that a list of topics does not have.
6. A turn of the conversation, as on the web.
"""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from frontdesk.channels.bodies import MAX_CHARACTERS
from frontdesk.channels.sms.inbox import Claim
from frontdesk.channels.sms.keywords import HELP, START, STOP, agrees_again, keyword, wants_no_more, wants_only_that
from frontdesk.channels.sms.options import is_needed
from frontdesk.channels.sms.outcomes import InboundOutcomes, Received
from frontdesk.channels.sms.reply import chosen, more, wants_more
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.engine.assistant import Assistant, UserInput
from frontdesk.engine.reading import SENDER, Sender
from frontdesk.engine.responses import SMS
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import in_database
from frontdesk.texting import words as wording
from frontdesk.texting.contacts import QUIET
from frontdesk.texting.opt_outs import KEYWORD, WISH

_UNSEEN = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)))
_NUMBER = re.compile(r"#?\d{1,2}[.)]?")
_TONES = dict.fromkeys((0xFE0F, *range(0x1F3FB, 0x1F400)))
_THUMBS = {"\N{THUMBS UP SIGN}": "ok", "\N{OK HAND SIGN}": "ok", "\N{THUMBS DOWN SIGN}": "no"}
# What phones text when somebody holds a finger on a message: Liked “…”, Removed a heart from “…”, Reacted … to “…”.
_REACTION = re.compile(
    r"(?:Liked|Loved|Disliked|Laughed at|Emphasi[sz]ed|Questioned|Removed an? [\w ]+ from|Reacted \S+ to|[^\w\s]+ to) "
    r"[“\"].*[”\"]",
    re.DOTALL,
)


def clean(text: str) -> str:
    """The text without NUL, other control characters but line ends, and what is no character; a thumb alone as a word."""
    cleaned = text.translate(_UNSEEN).strip()
    return _THUMBS.get(cleaned.translate(_TONES), cleaned)


@dataclass(frozen=True)
class _Selection:
    """What a text means in the last numbered list: an option and its title; `too_late`: a number of a list that is over;
    `not_there`: a number that the list does not have."""

    text: str
    choice: str | None = None
    too_late: bool = False
    not_there: bool = False


def _selected(received: Received, text: str) -> _Selection:
    contact = received.contact
    offered_at = contact.offered_at
    if offered_at is None:
        return _Selection(text)
    if not contact.offered or received.claim.received_at - offered_at > QUIET:
        return _Selection(text, too_late=bool(_NUMBER.fullmatch(text)))
    choice = chosen(text, contact.offered)
    if choice is not None:
        return _Selection(dict(contact.offered)[choice], choice)
    # Inside a booking a number may be an hour.
    topics_only = not received.in_booking and not any(is_needed(option) for option in contact.offered)
    return _Selection(text, not_there=topics_only and bool(_NUMBER.fullmatch(text)))


class TextAnswering:
    """Answers claimed texts."""

    def __init__(
        self, config: Settings, engine: Engine, assistant: Assistant, taking: TurnTaking, outcomes: InboundOutcomes
    ) -> None:
        self._clinic = config.clinic
        self._engine = engine
        self._assistant = assistant
        self._taking = taking
        self._outcomes = outcomes

    async def answer(self, claim: Claim) -> None:
        """Bring a text to its end. Raises what a turn raises, LostClaimError, and what the database raises."""
        SENDER.set(Sender(claim.phone_hash, claim.phone_hash))
        received = await self._do(self._outcomes.open, claim)
        text = clean(received.text)
        word = received.opt_out or (keyword(text) or "").upper()
        if _REACTION.fullmatch(text):
            await self._do(self._outcomes.ignore, received)
        elif word == STOP.upper():
            await self._do(self._outcomes.stop, received, KEYWORD)
        elif wants_no_more(text) and wants_only_that(text):
            await self._do(self._outcomes.stop, received, WISH)
        elif received.opted_out and (word == START.upper() or agrees_again(text)):
            await self._do(self._outcomes.start, received)
        else:
            await self._screened(received, text, word)

    async def give_up(self, claim: Claim) -> None:
        """Bring a text to its end that could not be answered."""
        await self._do(self._outcomes.give_up, claim)

    async def _screened(self, received: Received, text: str, word: str) -> None:
        wish, too_long = wants_no_more(text), len(text) > MAX_CHARACTERS
        in_doubt = received.opted_out or received.too_many or wish or too_long
        if in_doubt and text and await self._assistant.shows_sign(text):
            await self._turn(received, _Selection(text), wish)
        elif wish:
            await self._do(self._outcomes.stop, received, WISH)
        elif received.opted_out and word != HELP.upper():
            await self._do(self._outcomes.ignore, received)
        elif received.too_many:
            await self._do(self._outcomes.slow_down, received)
        elif word == HELP.upper():
            await self._do(self._outcomes.help, received)
        elif too_long or not any(character.isalnum() for character in text):
            note = wording.too_long if too_long else wording.only_text
            await self._do(self._outcomes.tell, received, note(self._clinic, received.language))
        elif word == START.upper() and not received.in_booking:
            await self._do(self._outcomes.start, received)
        elif received.contact.rest and wants_more(text):
            await self._do(self._outcomes.send, received, more(received.contact.rest))
        else:
            await self._converse(received, _selected(received, text))

    async def _converse(self, received: Received, selection: _Selection) -> None:
        if selection.too_late:
            await self._do(self._outcomes.tell, received, wording.list_ended(self._clinic, received.language))
        elif selection.not_there:
            await self._do(
                self._outcomes.tell,
                received,
                wording.no_such_number(len(received.contact.offered), self._clinic, received.language),
            )
        else:
            await self._turn(received, selection, wish=False)

    async def _turn(self, received: Received, selection: _Selection, wish: bool) -> None:
        def within(connection: Connection, messages: list[dict[str, Any]]) -> None:
            self._outcomes.answer(connection, received, messages, wish)

        conversation_id, turn_id = received.contact.conversation_id, f"text-{received.claim.id}"
        said = UserInput(conversation_id, turn_id, SMS, selection.text, selection.choice)
        await self._taking.take(said, within, give_back=False)

    async def _do(self, work: Any, *args: Any) -> Any:
        return await in_database(self._engine, partial(work, *args))
