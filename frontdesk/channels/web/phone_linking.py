"""`POST /chat/text`: a chat goes on by text message as well, with the phone of the patient who reads it.

1. A number alone: a code is sent there. What is answered is the same whether it was or not: beyond the limits of
   `Verifications`, and to a phone that has opted out, nothing goes out. Nobody learns whether a number is known here.
2. Number and code: whoever has the code holds the phone and has agreed to the words beside the field. In one transaction the
   code is used up, the phone joins the conversation, the consent is recorded, the chat says so, and the first text is queued.
3. What the phone talked about before is another conversation. It stays where it is and is never shown here.
4. A list of options that was sent by text is over once the chat has gone on here: its numbers belong to an older question.
"""

import re
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontdesk.channels.bodies import read_phone_and_code
from frontdesk.channels.errors import bad_request
from frontdesk.channels.turn_taking import Within
from frontdesk.channels.web.access import Access, require_json
from frontdesk.conversations import takeover
from frontdesk.conversations.messages import Message
from frontdesk.conversations.spoken import language_of
from frontdesk.conversations.transcript import Transcript, UnknownConversationError
from frontdesk.engine.conversation import notice
from frontdesk.language.recognition import preferred
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.database import in_database, utc_now
from frontdesk.storage.store import Store
from frontdesk.texting import mobile
from frontdesk.texting.consents import WORDINGS, Consents
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.mobile import UnusablePhoneError
from frontdesk.texting.opt_outs import OptOuts
from frontdesk.texting.phone_codes import TEXTS, PhoneCodes
from frontdesk.texting.texts import REPLY, Texts
from frontdesk.texting.words import joined_text

_BETWEEN_DIGITS = re.compile(r"[\s-]+")


class Joining:
    """The route's work. `heard` is told the id of a conversation that has got a message."""

    def __init__(
        self, config: Settings, sms: SmsSettings, store: Store, access: Access, heard: Callable[[str], None]
    ) -> None:
        self._clinic = config.clinic
        self._engine = store.engine
        self._access = access
        self._heard = heard
        self._contacts = Contacts(store.vault, store.lookup)
        self._consents = Consents(store.lookup)
        self._opt_outs = OptOuts(store.lookup)
        self._texts = Texts(store.vault)
        self._transcript = Transcript(store.engine, store.vault)
        self._codes = PhoneCodes(config, sms, store)

    async def join(self, request: Request) -> Response:
        """Send a code, or take it. Raises ChatError and UnknownConversationError."""
        require_json(request)
        conversation_id, _ = self._access.holder(request)
        await self._access.limit("conversation", conversation_id)
        typed, code, tag = read_phone_and_code(await request.body())
        language = preferred(tag)
        try:
            phone = self._codes.read(typed)
        except UnusablePhoneError as error:
            raise bad_request("unusable_phone", mobile.TEXTS.text(language, error.name)) from error
        if code is None:
            await self._access.limit("texting", self._access.network(request))
            await in_database(self._engine, self._send_code, conversation_id, phone)
            return JSONResponse({"ok": True, "message": TEXTS.text(language, "sent")})
        digits = _BETWEEN_DIGITS.sub("", code)
        await in_database(self._engine, self._take_code, conversation_id, phone, digits, language)
        self._heard(conversation_id)
        return JSONResponse({"ok": True})

    def gone_on(self, conversation_id: str) -> Within:
        """What to do in the transaction that stores a reply on the web."""

        def within(connection: Connection, _: list[Message]) -> None:
            self._contacts.end_lists(connection, conversation_id)

        return within

    def _send_code(self, conversation_id: str, phone: str) -> None:
        if not self._transcript.is_open(conversation_id):
            raise UnknownConversationError
        self._codes.send(conversation_id, phone)

    def _take_code(self, conversation_id: str, phone: str, code: str, language: str) -> None:
        then = partial(self._join, conversation_id, phone, language)
        if not self._codes.check(conversation_id, phone, code, then):
            raise bad_request("wrong_code", TEXTS.text(language, "wrong"))

    def _join(self, conversation_id: str, phone: str, language: str, connection: Connection) -> None:
        """Only who has the code gets here: they may know of an opt-out. `language`: of the words that they agreed to."""
        if self._opt_outs.is_out(connection, phone):
            raise bad_request("opted_out", TEXTS.text(language, "stopped"))
        spoken = language_of(connection, conversation_id)
        said = notice(takeover.TEXTS.text(spoken, "goes_on_by_text", digits=phone[-2:]), spoken)
        self._transcript.append(connection, conversation_id, [said])
        now = utc_now()
        contact_id = self._contacts.join(connection, phone, conversation_id, now, spoken)
        self._consents.record(connection, phone, conversation_id, WORDINGS.text(language, "chat_by_text"), now)
        self._texts.put(connection, contact_id, REPLY, f"joined:{said['id']}", joined_text(self._clinic, spoken))
