"""What a text that came in leads to, each in one transaction: what is texted back, what is remembered of the phone, who is
told, and that the text is done with. A crash before its end repeats all of it, a crash after it none.

1. The first text to a phone, and the first after it has been quiet for long, introduces the assistant, in the same text if
   there is room, else in one before it. So does the privacy notice. A text that says itself who writes, and an answer to a
   warning sign, come without.
2. The options of the newest numbered list are kept, and what MORE would bring. What a booking says without a list ends the
   one before: a number never answers a question that is over.
3. STOP ends texts, not appointments: a booking that was begun is kept, and the front desk is told of it and of every
   appointment that stands.
4. After STOP only an answer to a warning sign is sent, and what answers START and HELP.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from frontdesk.channels.sms.inbox import ASKED, FAILED, IGNORED, SLOWED, Claim, InboundTexts
from frontdesk.channels.sms.opting_out import OptingOut
from frontdesk.channels.sms.receiving import Received, Receiving
from frontdesk.channels.sms.reply import MOST_SEGMENTS, SmsReply, apart, compose, still_to_come
from frontdesk.channels.sms.resuming import resumption
from frontdesk.channels.sms.selection import is_asked_about_sign
from frontdesk.content.reviewed import LEVELS
from frontdesk.conversations.erasing import ERASED
from frontdesk.conversations.informing import is_notice
from frontdesk.conversations.messages import Message
from frontdesk.outbox.rows import Outbox
from frontdesk.privacy.wishes import erase_texts
from frontdesk.settings.environment import Settings
from frontdesk.storage.crypto import UnreadableError
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.store import Store
from frontdesk.texting import words as wording
from frontdesk.texting.alerts import Alerts
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.gsm import segments
from frontdesk.texting.opt_outs import WISH, OptOuts
from frontdesk.texting.texts import LAST, REPLY, SAFETY, Texts

_SLOWED_FOR = timedelta(minutes=10)
_Also = Callable[[Connection, Received], object]
_WARNINGS = frozenset({*LEVELS, "check"})
_log = logging.getLogger(__name__)


class InboundOutcomes:
    """The outcomes over one database."""

    def __init__(self, config: Settings, store: Store, inbound: InboundTexts, receiving: Receiving) -> None:
        self._receiving = receiving
        self._clinic = config.clinic
        self._engine = store.engine
        self._inbound = inbound
        self._contacts = Contacts(store.vault, store.lookup)
        self._opt_outs = OptOuts(store.lookup)
        self._texts = Texts(store.vault)
        self._alerts = Alerts(config.clinic, Outbox(store.vault))
        self._opting_out = OptingOut(store, self._alerts)

    def ignore(self, received: Received, also: _Also | None = None) -> None:
        """Nothing is said; `also` is done."""
        with writing(self._engine) as connection:
            if also is not None:
                also(connection, received)
            self._inbound.finish(connection, received.claim, IGNORED)

    def tell(self, received: Received, text: str) -> None:
        """Say something that is about texting itself."""
        with writing(self._engine) as connection:
            self._say(connection, received, text)
            self._inbound.finish(connection, received.claim)

    def ask(self, received: Received) -> None:
        """Ask whether the text was a wish for no more texts."""
        with writing(self._engine) as connection:
            self._put(connection, received, REPLY, wording.stop_question(self._clinic, received.language))
            self._inbound.finish(connection, received.claim, ASKED)

    def help(self, received: Received) -> None:
        """Answer HELP, also to a phone that has opted out, unless the provider has."""
        with writing(self._engine) as connection:
            if not received.opt_out:
                kind = LAST if received.opted_out else REPLY
                self._put(connection, received, kind, wording.help_text(self._clinic, received.language))
            self._inbound.finish(connection, received.claim)

    def slow_down(self, received: Received) -> None:
        """Ask once for patience; what still comes too fast is not answered."""
        claim = received.claim
        with writing(self._engine) as connection:
            told = self._inbound.came_within(connection, claim, _SLOWED_FOR, SLOWED)
            if not told:
                self._put(connection, received, REPLY, wording.slow_down(self._clinic, received.language))
            self._inbound.finish(connection, claim, IGNORED if told else SLOWED)

    def stop(self, received: Received, source: str, also: _Also | None = None) -> None:
        """Opt the phone out, with one confirmation unless it was out before or the provider has; `also` goes first."""
        with writing(self._engine) as connection:
            if also is not None:
                also(connection, received)
            self._opting_out.record(connection, received, source)
            if not (received.opted_out or received.opt_out):
                said = wording.stopped_text(self._clinic, received.in_booking, received.language)
                self._put(connection, received, LAST, said)
            self._inbound.finish(connection, received.claim)

    def start(self, received: Received) -> None:
        """Let the phone be texted again, and ask whether a booking that was begun is to go on."""
        begun = resumption(received, self._clinic)
        with writing(self._engine) as connection:
            self._opt_outs.restore(connection, received.contact.phone)
            if not received.opt_out:
                self._put(connection, received, REPLY, wording.started_text(self._clinic, received.language))
            if begun and not is_asked_about_sign(received):
                self._remember(connection, received, begun)
                self._put(connection, received, REPLY, begun.text, ":begun")
            self._inbound.finish(connection, received.claim)

    def end_reminders(self, received: Received) -> None:
        """Remind the phone of nothing any more, and say so."""
        with writing(self._engine) as connection:
            self._contacts.withdraw_consent(connection, received.contact.id)
            self._texts.take_back_reminders(connection, received.contact.id)
            self._say(connection, received, wording.no_reminders(self._clinic, received.language))
            self._inbound.finish(connection, received.claim)

    def send(self, received: Received, reply: SmsReply) -> None:
        """Send what was not said by a turn: the rest of the last reply."""
        with writing(self._engine) as connection:
            self._remember(connection, received, reply)
            self._say(connection, received, reply.text)
            self._inbound.finish(connection, received.claim)

    def answer(
        self,
        connection: Connection,
        received: Received,
        messages: Sequence[Message],
        wish: bool = False,
        also: str = "",
    ) -> None:
        """Send the reply of a turn, within its transaction. `wish`: no more texts were asked for, too; `also`: what is
        said in another text, unless the phone has opted out.

        Without a reply, which only a person gives, the text is done with.
        """
        if not messages:
            self._inbound.finish(connection, received.claim)
            return
        kinds = {message["kind"] for message in messages}
        received, messages = self._informed(connection, received, messages)
        first, messages = apart(messages)
        before = self._put_first(connection, received, first) if first else ""
        reply = self._composed(connection, received, messages)
        self._remember(connection, received, replace(reply, rest=reply.rest or before), "booking" in kinds)
        if kinds & _WARNINGS:
            self._put(connection, received, SAFETY, reply.text)
        else:
            self._say(connection, received, reply.text)
        if also and not (received.opted_out or wish):
            self._put(connection, received, REPLY, also, ":also")
        if "emergency" in kinds:
            key = f"emergency:{received.contact.id}:{received.claim.received_at:%Y%m%d%H}"
            self._alerts.put(connection, "emergency", received.contact.phone, "", key)
        if wish:
            self._opting_out.record(connection, received, WISH)
        self._inbound.finish(connection, received.claim)
        if ERASED in kinds:
            erase_texts(connection, received.contact.id, received.claim.id)

    def give_up(self, claim: Claim) -> None:
        """Say that no answer could be made, and have the front desk call."""
        try:
            received = self._receiving.open(claim)
        except UnreadableError:
            _log.error("The text %d cannot be read: its secret is not in FRONTDESK_SECRET_KEYS any more", claim.id)
            received = None
        with writing(self._engine) as connection:
            if received is not None:
                self._put(connection, received, REPLY, wording.went_wrong(self._clinic, received.language))
                self._alerts.put(connection, "not_answered", received.contact.phone, "", f"text:{claim.id}")
            self._inbound.finish(connection, claim, FAILED)

    def _informed(
        self, connection: Connection, received: Received, messages: Sequence[Message]
    ) -> tuple[Received, Sequence[Message]]:
        """What is left to say once the privacy notice is sent on its own, where there is no room for it before the reply."""
        notices = [message for message in messages if is_notice(message)]
        others = [message for message in messages if not is_notice(message)]
        if not notices or not others or {one["kind"] for one in others} & {*LEVELS} or not compose(messages).rest:
            return received, messages
        said = compose(notices).text
        if not received.contact.introduced:
            introduction = wording.introduction(self._clinic, received.language)
            said = self._after(connection, received, introduction, said, ":introduction")
            self._contacts.introduced(connection, received.contact.id, utc_now())
            received = replace(received, contact=replace(received.contact, introduced=True))
        self._put(connection, received, REPLY, said, ":privacy")
        return received, others

    def _composed(self, connection: Connection, received: Received, messages: Sequence[Message]) -> SmsReply:
        """The reply of a turn, at first contact behind the introduction where both fit without MORE."""
        alone = compose(messages)
        warned = {message["kind"] for message in messages} & _WARNINGS
        if received.contact.introduced or warned or received.media:
            return alone
        together = compose(messages, wording.introduction(self._clinic, received.language))
        if together.rest:
            return alone
        self._contacts.introduced(connection, received.contact.id, utc_now())
        return together

    def _say(self, connection: Connection, received: Received, text: str) -> None:
        contact = received.contact
        if received.media and received.text.strip():
            text = self._after(
                connection, received, wording.picture_note(self._clinic, received.language), text, ":picture"
            )
        introduction = wording.introduction(self._clinic, received.language)
        if not contact.introduced and not text.startswith(introduction):
            text = self._after(connection, received, introduction, text, ":introduction")
            self._contacts.introduced(connection, contact.id, utc_now())
        self._put(connection, received, REPLY, text)

    def _after(self, connection: Connection, received: Received, first: str, text: str, part: str) -> str:
        """The text behind another one; where there is no room for both, the other one is sent on its own."""
        together = f"{first}\n{text}"
        if segments(together) <= MOST_SEGMENTS:
            return together
        self._put(connection, received, REPLY, first, part)
        return text

    def _put_first(self, connection: Connection, received: Received, messages: Sequence[Message]) -> str:
        """Send what goes before the rest in a text of its own; what MORE would bring of it."""
        reply = compose(messages)
        self._put(connection, received, REPLY, reply.text, ":beside")
        return reply.rest

    def _put(self, connection: Connection, received: Received, kind: str, text: str, part: str = "") -> None:
        self._texts.put(connection, received.contact.id, kind, f"text:{received.claim.id}{part}", text)

    def _remember(self, connection: Connection, received: Received, reply: SmsReply, in_booking: bool = False) -> None:
        contact = received.contact
        # A question that is asked again behind MORE keeps the numbers that the phone has already been shown.
        asked_again = [choice for choice, _ in contact.offered] == still_to_come(reply.rest)
        if reply.offered or (in_booking and not asked_again):
            self._contacts.offer(connection, contact.id, reply.offered, utc_now())
        self._contacts.keep_rest(connection, contact.id, reply.rest)
