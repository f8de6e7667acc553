"""A text that came in, with what is known of its phone: its parts joined, its language, whether too many came."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from limits import parse
from sqlalchemy import Connection

from frontdesk.booking.draft import Drafts
from frontdesk.channels.sms.inbox import ASKED, Claim, Content, InboundTexts
from frontdesk.channels.sms.keywords import answered_by_twilio, keyword
from frontdesk.channels.sms.parts import PATIENCE, TOGETHER, is_unfinished, joined
from frontdesk.conversations.takeover import is_with_person
from frontdesk.language.packs import ENGLISH
from frontdesk.language.recognition import recognised
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import Rate
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contact, Contacts
from frontdesk.texting.opt_outs import OptOuts

_LOOP = Rate(12, timedelta(seconds=30))  # no hand types as fast; two machines that answer each other do
_A_DAY = Rate(200, timedelta(days=1))
_ASKED_FOR = timedelta(days=1)
_REPEATS = 2  # so often the same text is answered, if it is long enough not to be a number or a yes
_LONG = 20  # characters


@dataclass(frozen=True)
class Received:
    """A claimed text with what is known of its phone. `opt_out`: STOP, START or HELP if the provider has answered it.

    `with_person`: somebody of the front desk has taken the conversation over. `step`: the open question of the booking;
    `wished`: the time that it is for, in words, as far as it is known; `asked_to_remind`: whether to remind is the question.
    `media`: how many pictures came with the text. `language`: that of the text, or, where it
    says nothing, of the phone. `repeated`: the phone's last two texts said the same. `asked_last`,
    `asked_today`: the last one, or one of the last day, was asked whether it is a wish for no more texts.
    """

    claim: Claim
    contact: Contact
    text: str
    opt_out: str
    opted_out: bool
    in_booking: bool
    too_many: bool
    with_person: bool = False
    step: str = ""
    wished: str = ""
    asked_to_remind: bool = False
    media: int = 0
    repeated: bool = False
    asked_last: bool = False
    asked_today: bool = False
    language: str = ENGLISH


class PartsToComeError(Exception):
    """The text has probably been cut, and what follows has not come yet."""


class Receiving:
    """Reads claimed texts."""

    def __init__(self, config: Settings, store: Store, inbound: InboundTexts) -> None:
        allowed = parse(config.conversation_rate)
        in_conversation = Rate(allowed.amount, timedelta(seconds=allowed.get_expiry()))
        # What is over the limit on texts to one phone would be answered an hour late: it is not begun.
        sent = (config.sms.contact_rate,) if config.sms else ()
        self._rates = (_LOOP, in_conversation, *sent, _A_DAY)
        self._provider_answers = config.sms is not None and config.sms.provider_answers
        self._engine = store.engine
        self._inbound = inbound
        self._contacts = Contacts(store.vault, store.lookup)
        self._opt_outs = OptOuts(store.lookup)
        self._drafts = Drafts(store.engine, store.vault)

    def open(self, claim: Claim) -> Received:
        """The text and its phone, which from now on is a contact. Raises UnreadableError and PartsToComeError."""
        content = self._inbound.content(claim)
        with writing(self._engine) as connection:
            claim, content = self._whole(connection, claim, content)
            contact = self._contacts.reach(connection, content.sender, claim.received_at)
            opted_out = self._opt_outs.is_out(connection, contact.phone)
            too_many = any(
                self._inbound.came_within(connection, claim, rate.period) > rate.count for rate in self._rates
            )
            before = self._inbound.before(connection, claim, _REPEATS)
            asked_today = self._inbound.came_within(connection, claim, _ASKED_FOR, ASKED) > 0
            with_person = is_with_person(connection, contact.conversation_id)
            language = recognised(content.text, contact.language)
            self._contacts.speaks(connection, contact, language)
        draft = self._drafts.load(contact.conversation_id)
        return Received(
            claim,
            contact,
            content.text,
            content.opt_out or (answered_by_twilio(content.text, opted_out) if self._provider_answers else ""),
            opted_out,
            in_booking=draft is not None and bool(draft.step) and not draft.sent,
            too_many=too_many,
            with_person=with_person,
            step=draft.step if draft is not None and not draft.sent else "",
            wished=draft.details.when if draft is not None and not draft.sent else "",
            asked_to_remind=draft is not None and draft.step == "remind",
            media=content.media,
            repeated=_is_repeated(content.text, [earlier.text for earlier in before]),
            asked_last=bool(before) and before[0].state == ASKED,
            asked_today=asked_today,
            language=language,
        )

    def _whole(self, connection: Connection, claim: Claim, content: Content) -> tuple[Claim, Content]:
        """The text with the parts that came behind it. Raises PartsToComeError."""
        said, ids, media = [content.text], list(claim.parts), content.media
        following = self._inbound.following(connection, claim, TOGETHER) if is_unfinished(said) else []
        for number, part in following:
            if not is_unfinished(said) or part.opt_out or keyword(part.text):
                break
            said, ids, media = [*said, part.text], [*ids, number], media + part.media
        if is_unfinished(said) and utc_now() - claim.received_at < PATIENCE:
            raise PartsToComeError
        return replace(claim, parts=tuple(ids)), replace(content, text=joined(said), media=media)


def _is_repeated(text: str, before: Sequence[str]) -> bool:
    return len(text) >= _LONG and len(before) == _REPEATS and set(before) == {text}
