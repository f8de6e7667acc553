"""What is done with a text that came in. The first that fits:

0. A reaction to one of our texts, an automatic reply without a warning sign, the same text for the third time, a picture sign
   alone unless a person has taken over: nothing. A thumb alone is read as "ok" or "no".
1. STOP in any of its forms, or a wish for no more texts without a warning sign: opted out.
2. A phone that opted out: what it says to a question about a warning sign is heard; START, or a wish for texts
   again, lets it in again; a warning sign is answered; HELP is; everything else is stored in silence.
3. More texts than allowed: a warning sign is answered; the first of the others is asked for patience, the rest get nothing.
4. A conversation that a person has taken over: a turn, in which the assistant is silent, whatever the text; a number means
   only an answer to the question about a warning sign.
5. HELP alone; no words at all; too many words (a warning sign in them is answered); a text meant for somebody else.
6. What may be a wish for no more texts, outside of a booking: asked about once a day; "yes" to that opts out.
7. MORE after a reply that had more to say; a number or the words of an option of the last list; a number that comes too late,
   or that the list does not have.
8. A turn of the conversation, as on the web.
"""

import asyncio
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from frontdesk.booking.heard import SLOT
from frontdesk.channels.bodies import MAX_CHARACTERS
from frontdesk.channels.sms.inbox import Claim
from frontdesk.channels.sms.keywords import (
    HELP,
    START,
    STOP,
    is_for_another,
    is_misdirected,
    is_yes,
    keyword,
    wants_no_more,
    wants_only_that,
    wants_other_texts,
)
from frontdesk.channels.sms.machines import is_reaction, is_sign_alone
from frontdesk.channels.sms.notice_replies import NoticeReplies
from frontdesk.channels.sms.offer_words import offer_choice
from frontdesk.channels.sms.options import is_beyond
from frontdesk.channels.sms.outcomes import InboundOutcomes
from frontdesk.channels.sms.parts import without_counter
from frontdesk.channels.sms.receiving import Received, Receiving
from frontdesk.channels.sms.reminder_words import reminder_choice
from frontdesk.channels.sms.reply import chosen, more, wants_more
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.conversations.channels.channel import SMS
from frontdesk.conversations.messages import Message
from frontdesk.engine.assistant import Assistant, UserInput
from frontdesk.engine.reading import SENDER, Sender
from frontdesk.engine.text_kinds import Wish, is_automatic, wants_texts_again, wish_in
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import in_database
from frontdesk.texting import words as wording
from frontdesk.texting.contacts import CHECK_CHOICE, QUIET
from frontdesk.texting.opt_outs import KEYWORD, WISH

_UNSEEN = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)))
_ASKS = re.compile(r"[?!\s]*\?[?!\s]*")
_NUMBER = re.compile(r"#?\d{1,2}[.)]?")
# A link or a place on a map: what phones send where no words were typed.
_PLACE = re.compile(r"(?:https?|geo|maps):\S+|\bdropped pin\b|\b(?:my|shared|current) location\b", re.IGNORECASE)
_WHEN = "when"  # the step of a booking
_TONES = dict.fromkeys((0xFE0F, *range(0x1F3FB, 0x1F400)))
_SIGNS = {
    "\N{THUMBS UP SIGN}": "ok",
    "\N{OK HAND SIGN}": "ok",
    "\N{THUMBS DOWN SIGN}": "no",
    "\N{OCTAGONAL SIGN}": "stop",
}


def clean(text: str) -> str:
    """The text without NUL, other control characters but line ends, and what is no character; a sign alone as its word."""
    cleaned = without_counter(text.translate(_UNSEEN).strip())
    if not _PLACE.sub("", cleaned).strip(" .,:;!-\r\n"):
        return ""
    return _SIGNS.get(cleaned.translate(_TONES), cleaned)


@dataclass(frozen=True)
class _Selection:
    """What a text means in the last numbered list: an option and its title; `too_late`: a number of a list that is over;
    `not_there`: a number that the list does not have."""

    text: str
    choice: str | None = None
    too_late: bool = False
    not_there: bool = False

    @property
    def answers_check(self) -> bool:
        """Whether it answers the question about a warning sign in doubt."""
        return self.choice is not None and self.choice.startswith(CHECK_CHOICE)


def _selected(received: Received, text: str) -> _Selection:
    contact = received.contact
    offered_at = contact.offered_at
    if offered_at is None:
        return _Selection(text)
    if not contact.offered or received.claim.received_at - offered_at > QUIET:
        return _Selection(text, too_late=bool(_NUMBER.fullmatch(text)))
    choice = (
        chosen(text, contact.offered) or reminder_choice(text, contact.offered) or offer_choice(text, contact.offered)
    )
    if choice is not None:
        return _Selection(dict(contact.offered)[choice], choice)
    # Where a booking asks for a time in words, a number may be an hour.
    may_be_hour = received.step == _WHEN and not any(option[0].startswith(SLOT) for option in contact.offered)
    return _Selection(text, not_there=not may_be_hour and is_beyond(text, contact.offered))


def _is_asked_about_sign(received: Received) -> bool:
    """Whether the phone was just asked whether it has a warning sign: the answer counts, even after STOP."""
    offered_at = received.contact.offered_at
    recent = offered_at is not None and received.claim.received_at - offered_at <= QUIET
    return recent and any(choice.startswith(CHECK_CHOICE) for choice, _ in received.contact.offered)


def _wish(received: Received, text: str) -> Wish:
    """Whether the text asks for no more texts. A doubtful wish counts outside of a booking and of a question about a sign, and
    once a day."""
    if received.asked_last and is_yes(text):
        return Wish.PLAIN
    if wants_other_texts(text) or is_misdirected(text):
        return Wish.NONE
    wish = Wish.PLAIN if wants_no_more(text) else Wish.DOUBTFUL if is_for_another(text) else wish_in(text)
    unasked = received.in_booking or received.asked_today or _is_asked_about_sign(received)
    return Wish.NONE if wish is Wish.DOUBTFUL and unasked else wish


class TextAnswering:
    """Answers claimed texts."""

    def __init__(
        self,
        config: Settings,
        engine: Engine,
        assistant: Assistant,
        taking: TurnTaking,
        receiving: Receiving,
        outcomes: InboundOutcomes,
        replies: NoticeReplies,
    ) -> None:
        self._clinic = config.clinic
        self._engine = engine
        self._assistant = assistant
        self._taking = taking
        self._receiving = receiving
        self._outcomes = outcomes
        self._replies = replies

    async def answer(self, claim: Claim) -> None:
        """Bring a text to its end. Raises what a turn raises, LostClaimError, and what the database raises."""
        SENDER.set(Sender(claim.phone_hash, claim.phone_hash))
        received = await self._do(self._receiving.open, claim)
        text = clean(received.text)
        word = received.opt_out or (keyword(text) or "").upper()
        if is_reaction(text) or (is_sign_alone(text) and not received.with_person):
            await self._do(self._outcomes.ignore, received)
        elif word == STOP.upper():
            await self._do(self._outcomes.stop, received, KEYWORD)
        elif wants_no_more(text) and wants_only_that(text):
            await self._do(self._outcomes.stop, received, WISH)
        elif received.opted_out and _is_asked_about_sign(received):
            await self._turn(received, _selected(received, text), wish=False)
        elif received.opt_out == START.upper() or (
            received.opted_out and (word == START.upper() or await asyncio.to_thread(wants_texts_again, text))
        ):
            await self._do(self._outcomes.start, received)
        else:
            await self._screened(received, text, word)

    async def give_up(self, claim: Claim) -> None:
        """Bring a text to its end that could not be answered."""
        await self._do(self._outcomes.give_up, claim)

    async def _screened(self, received: Received, text: str, word: str) -> None:
        selection, too_long = _selected(received, text), len(text) > MAX_CHARACTERS
        typed = selection.choice is None
        asked = await asyncio.to_thread(_wish, received, text) if typed and word != START.upper() else Wish.NONE
        automatic = typed and (received.repeated or await asyncio.to_thread(is_automatic, text))
        in_doubt = received.opted_out or received.too_many or asked is not Wish.NONE or automatic or too_long
        if received.with_person and not (
            received.opted_out or automatic or asked is Wish.PLAIN or word == HELP.upper()
        ):
            await self._turn(received, selection if selection.answers_check else _Selection(text), wish=False)
        elif in_doubt and text and await self._shows_sign(text, automatic):
            await self._turn(received, _Selection(text), asked is Wish.PLAIN)
        elif asked is Wish.PLAIN:
            await self._do(self._outcomes.stop, received, WISH)
        elif automatic or (received.opted_out and word != HELP.upper()):
            await self._do(self._outcomes.ignore, received)
        elif received.too_many:
            await self._do(self._outcomes.slow_down, received)
        elif word == HELP.upper():
            await self._do(self._outcomes.help, received)
        elif too_long or not (any(character.isalnum() for character in text) or _ASKS.fullmatch(text)):
            note = wording.too_long if too_long else wording.only_text
            await self._do(self._outcomes.tell, received, note(self._clinic, received.language))
        elif word == START.upper() and not received.in_booking:
            await self._do(self._outcomes.start, received)
        elif is_misdirected(text):
            await self._do(self._outcomes.tell, received, wording.misdirected(self._clinic, received.language))
        elif asked is Wish.DOUBTFUL:
            await self._do(self._outcomes.ask, received)
        elif received.contact.rest and wants_more(text):
            await self._do(self._outcomes.send, received, more(received.contact.rest))
        else:
            await self._converse(received, selection)

    async def _shows_sign(self, text: str, automatic: bool) -> bool:
        """Whether a text tells of a warning sign, or may; what a machine sent, or came again, has to tell of one plainly."""
        return bool(await self._assistant.warning(SMS, text)) if automatic else await self._assistant.shows_sign(text)

    async def _converse(self, received: Received, selection: _Selection) -> None:
        said = (
            await self._do(self._replies.reply, selection.choice, received.language, received.text)
            if selection.choice
            else None
        )
        if said:
            await self._do(self._outcomes.tell, received, said)
            return
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
        def within(connection: Connection, messages: list[Message]) -> None:
            self._outcomes.answer(connection, received, messages, wish)

        conversation_id, turn_id = received.contact.conversation_id, f"text-{received.claim.id}"
        said = UserInput(conversation_id, turn_id, SMS, selection.text, selection.choice)
        await self._taking.take(said, within, give_back=False)

    async def _do(self, work: Any, *args: Any) -> Any:
        return await in_database(self._engine, partial(work, *args))
