"""What is done with a text that came in. The first that fits:

0. A reaction to one of our texts, an automatic reply without a warning sign, the same text for the third time, a picture sign
   alone unless a person has taken over: nothing. A thumb alone is read as "ok" or "no".
1. STOP in any of its forms, or a wish for no more texts without a warning sign: opted out.
2. A phone that opted out: START lets it in again; what else it says to a question about a warning sign is heard; a wish for
   texts again lets it in, too; a warning sign is answered; HELP is. For everything else there is silence, but what it has for
   the front desk goes there.
3. More texts than allowed: a warning sign is answered; the first of the others is asked for patience, the rest get nothing.
4. A conversation that a person has taken over: a turn, in which the assistant is silent, whatever the text; a number means
   only an answer to the question about a warning sign.
5. HELP alone; no words at all; too many words (a warning sign in them is answered); a text meant for somebody else.
6. A wish for no reminders: they end. What may be a wish for no more texts, outside of a booking: asked about once a day; "yes"
   to that opts out. A wish to be taken off a list is about the wait list, where the phone is on it.
7. MORE after a reply that had more to say; a number or the words of an option of the last list; a number that comes too late,
   or that the list does not have.
8. A turn of the conversation, as on the web. What is warned of or asked about goes to the front desk too if it has a wish.
"""

import asyncio
import re
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from frontdesk.booking.heard import GOES_ON
from frontdesk.channels.bodies import MAX_CHARACTERS
from frontdesk.channels.sms.inbox import Claim
from frontdesk.channels.sms.keywords import (
    HELP,
    START,
    STOP,
    clauses_of,
    is_for_another,
    is_misdirected,
    is_yes,
    keyword,
    leaves_list,
    leaves_some_list,
    means_texts,
    wants_erasure,
    wants_no_more,
    wants_only_that,
    wants_other_texts,
    wonders_why_texted,
)
from frontdesk.channels.sms.machines import is_reaction, is_sign_alone
from frontdesk.channels.sms.notice_replies import NoticeReplies
from frontdesk.channels.sms.outcomes import InboundOutcomes
from frontdesk.channels.sms.passing_on import PassingOn
from frontdesk.channels.sms.receiving import Received, Receiving
from frontdesk.channels.sms.reply import more, wants_more
from frontdesk.channels.sms.selection import Selection, clean, is_asked_about_sign, selected
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.conversations.channels.channel import SMS
from frontdesk.conversations.messages import Message
from frontdesk.engine.assistant import Assistant, UserInput
from frontdesk.engine.desk_words import has_wish, is_for_desk
from frontdesk.engine.reading import SENDER, Sender
from frontdesk.engine.text_kinds import Wish, is_automatic, wants_no_reminders, wants_texts_again, wish_in
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import in_database
from frontdesk.texting import words as wording
from frontdesk.texting.opt_outs import KEYWORD, WISH

_ASKS = re.compile(r"[?!\s]*\?[?!\s]*")
_LONGEST_PARTIAL = 14  # words


def _wish(received: Received, text: str) -> Wish:
    """Whether the text asks for no more texts. A doubtful wish counts outside of a booking and of a question about a sign, and
    once a day."""
    if received.asked_last and (is_yes(text) or means_texts(text)):
        return Wish.PLAIN
    if wants_other_texts(text) or is_misdirected(text):
        return Wish.NONE
    wish = Wish.PLAIN if wants_no_more(text) else _doubted(text)
    unasked = received.in_booking or received.asked_today or is_asked_about_sign(received)
    return Wish.NONE if wish is Wish.DOUBTFUL and unasked else wish


def _doubted(text: str) -> Wish:
    """A wish without plain words for it. "The list" may be another one; what may be for the front desk is passed on instead."""
    if is_for_another(text) or leaves_some_list(text) or wonders_why_texted(text):
        return Wish.DOUBTFUL
    wish = Wish.NONE if wants_no_reminders(text) else wish_in(text)
    return Wish.NONE if wish is Wish.DOUBTFUL and (wants_erasure(text) or is_for_desk(text)) else wish


def _has_more(text: str) -> bool:
    """Whether a wish for no more texts has something beside it for the front desk: "stop texting me and refund my money"."""
    others = [clause for clause in clauses_of(text) if not wants_no_more(clause) and wish_in(clause) is Wish.NONE]
    return any(map(has_wish, others))


def _is_partial(received: Received, text: str) -> bool:
    """Whether the text asks for no reminders and nothing else. One that answers whether to remind is for the booking."""
    short = len(text.split()) <= _LONGEST_PARTIAL and "?" not in text
    return short and not received.asked_to_remind and wants_no_reminders(text)


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
        passing_on: PassingOn,
    ) -> None:
        self._clinic = config.clinic
        self._engine = engine
        self._assistant = assistant
        self._taking = taking
        self._receiving = receiving
        self._outcomes = outcomes
        self._replies = replies
        self._passing_on = passing_on

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
        elif wants_no_more(text) and wants_only_that(text) and not await self._is_of_wait_list(received, text):
            await self._do(self._outcomes.stop, received, WISH)
        elif received.opted_out and is_asked_about_sign(received) and word != START.upper():
            await self._turn(received, selected(received, text), wish=False)
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
        selection, too_long = selected(received, text), len(text) > MAX_CHARACTERS
        typed = selection.choice is None
        of_texts = typed and word != START.upper() and not await self._is_of_wait_list(received, text)
        asked = await asyncio.to_thread(_wish, received, text) if of_texts else Wish.NONE
        partial_wish = typed and asked is not Wish.PLAIN and await asyncio.to_thread(_is_partial, received, text)
        automatic = typed and (received.repeated or await asyncio.to_thread(is_automatic, text))
        in_doubt = (
            received.opted_out or received.too_many or asked is not Wish.NONE or automatic or too_long or partial_wish
        )
        if received.with_person and not (
            received.opted_out or automatic or asked is Wish.PLAIN or word == HELP.upper()
        ):
            await self._turn(received, selection if selection.answers_check else Selection(text), wish=False)
        elif in_doubt and text and await self._shows_sign(text, automatic or partial_wish):
            await self._turn(received, Selection(text), asked is Wish.PLAIN, automatic)
        elif asked is Wish.PLAIN:
            also = await asyncio.to_thread(_has_more, text)
            await self._do(self._outcomes.stop, received, WISH, self._passing_on.store if also else None)
        elif automatic or (received.opted_out and word != HELP.upper()):
            told = not automatic and await asyncio.to_thread(has_wish, text)
            await self._do(self._outcomes.ignore, received, self._passing_on.store if told else None)
        elif received.too_many:
            await self._do(self._outcomes.slow_down, received)
        elif word == HELP.upper():
            await self._do(self._outcomes.help, received)
        elif too_long or not (any(character.isalnum() for character in text) or _ASKS.fullmatch(text)):
            note = wording.too_long if too_long else wording.only_text
            await self._do(self._outcomes.tell, received, note(self._clinic, received.language))
        elif word == START.upper():
            goes_on = received.in_booking and Selection(text, GOES_ON)
            await (self._turn(received, goes_on, wish=False) if goes_on else self._do(self._outcomes.start, received))
        elif is_misdirected(text):
            await self._do(self._outcomes.tell, received, wording.misdirected(self._clinic, received.language))
        elif partial_wish or asked is Wish.DOUBTFUL:
            await self._do(self._outcomes.end_reminders if partial_wish else self._outcomes.ask, received)
        elif received.contact.rest and wants_more(text):
            await self._do(self._outcomes.send, received, more(received.contact.rest))
        else:
            await self._converse(received, selection)

    async def _shows_sign(self, text: str, automatic: bool) -> bool:
        """Whether a text tells of a warning sign, or may; what a machine sent, or came again, has to tell of one plainly."""
        return bool(await self._assistant.warning(SMS, text)) if automatic else await self._assistant.shows_sign(text)

    async def _converse(self, received: Received, selection: Selection) -> None:
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

    async def _is_of_wait_list(self, received: Received, text: str) -> bool:
        """Whether a phone that is on the wait list asks to be taken off a list."""
        return leaves_list(text) and bool(await self._do(self._passing_on.waits, received))

    async def _turn(self, received: Received, selection: Selection, wish: bool, automatic: bool = False) -> None:
        wishes = selection.choice is None and await asyncio.to_thread(has_wish, selection.text)

        def within(connection: Connection, messages: list[Message]) -> None:
            also = "" if automatic else self._passing_on.beside_warning(connection, received, messages, wishes)
            self._outcomes.answer(connection, received, messages, wish, also)

        conversation_id, turn_id = received.contact.conversation_id, f"text-{received.claim.id}"
        said = UserInput(conversation_id, turn_id, SMS, selection.text, selection.choice)
        await self._taking.take(said, within, give_back=False)

    async def _do(self, work: Any, *args: Any) -> Any:
        return await in_database(self._engine, partial(work, *args))
