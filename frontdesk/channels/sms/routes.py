"""Text messages: `POST /sms/<provider>` and `POST /sms/<provider>/status` of the configured provider; calls to the same number:
`POST /voice/<provider>`.

1. Who calls must have signed the call, over the body as it came and the public address. Everybody else gets 403; the reason is
   counted and logged, and nothing else of the call.
2. A text is stored under the provider's id before anything else happens. If that fails the answer is 503, so that the
   provider tries again; but a warning sign is answered within the call where the provider has a way to. The same id again is
   acknowledged and changes nothing.
3. The acknowledgement says nothing to the patient: what is said is processed afterwards and sent by the worker.
4. Whoever is no phone (a short code, a name, a number of our own) is stored and never answered.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from frontdesk.booking.assembly import Parts
from frontdesk.channels.errors import ChatError, bad_request
from frontdesk.channels.routes import at, queried
from frontdesk.channels.sms.answering import TextAnswering
from frontdesk.channels.sms.inbox import IGNORED, WAITING, Content, InboundTexts
from frontdesk.channels.sms.missed_calls import MissedCalls
from frontdesk.channels.sms.notice_replies import NoticeReplies
from frontdesk.channels.sms.outcomes import InboundOutcomes
from frontdesk.channels.sms.passing_on import PassingOn
from frontdesk.channels.sms.processing import TextProcessing
from frontdesk.channels.sms.receiving import Receiving
from frontdesk.channels.sms.senders import is_answered
from frontdesk.channels.sms.waiting import waiting_among
from frontdesk.channels.turn_taking import TurnTaking, stale_after
from frontdesk.conversations.channels.channel import SMS
from frontdesk.engine.assistant import Assistant
from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings
from frontdesk.settings.sms import SmsSettings
from frontdesk.storage.database import in_database
from frontdesk.storage.store import Store
from frontdesk.texting.outcomes import TextOutcomes
from frontdesk.texting.providers import open_provider
from frontdesk.texting.providers.base import (
    Acknowledgement,
    ForgedError,
    InboundText,
    UnreadableCallError,
    calls_path,
    inbound_path,
    status_path,
)

_log = logging.getLogger(__name__)


class SmsChannel:
    """The provider's routes, and the processing of what came in by them."""

    def __init__(
        self, config: Settings, sms: SmsSettings, store: Store, assistant: Assistant, heard: Callable[[str], None]
    ) -> None:
        """`heard` is told the id of a conversation whenever texts have added to it."""
        self.refused: Counter[str] = Counter()
        self._sms = sms
        self._only_in = "" if sms.answers_abroad else config.clinic.region
        self._provider = open_provider(sms)
        calls = self._provider.calls
        self._calls = MissedCalls(config, sms, store, calls) if calls else None
        self._engine = store.engine
        self._assistant = assistant
        self._inbound = InboundTexts(store.vault, store.lookup, stale_after(config))
        self._delivered = TextOutcomes.of(config, store)
        receiving = Receiving(config, store, self._inbound)
        outcomes = InboundOutcomes(config, store, self._inbound, receiving)
        taking = TurnTaking(config, store, assistant, heard)
        parts = Parts(config, store)
        replies = NoticeReplies(config.clinic, parts.slots)
        passing_on = PassingOn(config.clinic, store, parts.hand_off)
        answering = TextAnswering(config, self._engine, assistant, taking, receiving, outcomes, replies, passing_on)
        waiting = waiting_among(self._engine) if config.path else None
        self._processing = TextProcessing(self._engine, self._inbound, answering, config.turn_seconds, waiting)

    def routes(self) -> list[Route]:
        """For the assistant's server."""
        return [
            *at(inbound_path(self._provider.name), POST=partial(self._called, self._receive)),
            *at(status_path(self._provider.name), POST=partial(self._called, self._report)),
            *(
                at(calls_path(self._provider.name), POST=partial(self._called, self._calls.answer))
                if self._calls
                else ()
            ),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While it is entered, texts are processed; those under way are waited for."""
        self._processing.start()
        try:
            yield
        finally:
            await self.stop()

    def heard(self, conversation_id: str) -> None:
        """See Served: a phone is sent what it is to read."""

    async def stop(self) -> None:
        """Take up no more texts, and wait for those under way. May be called more than once."""
        await self._processing.stop()

    async def _called(
        self, handle: Callable[[Request], Awaitable[Acknowledgement | None]], request: Request
    ) -> Response:
        """Acknowledge a call that the provider made and that could be stored, with what `handle` says if anything."""
        try:
            await self._verify(request)
            said = await handle(request)
        except ForgedError as forged:
            self.refused[forged.reason] += 1
            _log.warning(
                "Refused a call to %s: %s (%d so far)",
                request.scope["path"],
                forged.reason,
                self.refused[forged.reason],
            )
            return ChatError(HTTPStatus.FORBIDDEN, "invalid_signature", "The signature is missing or wrong.").response()
        except UnreadableCallError as error:
            _log.warning("Refused a call to %s: %s", request.scope["path"], error)
            return bad_request("invalid_body", "The call lacks something or could not be read.").response()
        except SQLAlchemyError as error:
            log_failure(_log, "The database", error)
            said = await self._warned(request) if handle == self._receive else None
            if said is None:
                return ChatError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "Please send this again.").response()
        said = said or self._provider.acknowledgement
        return Response(said.body, media_type=said.content_type)

    async def _warned(self, request: Request) -> Acknowledgement | None:
        """What answers a warning sign that could not be stored, if the text tells of one and the provider has a way to."""
        text = self._provider.parse_inbound(await request.body(), request.headers)
        said = await self._assistant.warning(SMS, text.text) if self._is_answered(text) else []
        return self._provider.acknowledgement_saying(said[0]["text"]) if said else None

    async def _verify(self, request: Request) -> None:
        path, query = request.scope["path"], request.scope["query_string"].decode()
        url = f"{self._sms.public_url}{path}{'?' if query else ''}{query}"
        self._provider.verify(url, request.headers, await request.body())

    async def _receive(self, request: Request) -> None:
        text = self._provider.parse_inbound(await request.body(), request.headers)
        content = Content(text.sender, text.recipient, text.text, text.media, text.opt_out)
        state = WAITING if self._is_answered(text) else IGNORED
        accept, provider = self._inbound.accept, self._provider.name
        await in_database(self._engine, accept, self._engine, provider, text.provider_id, content, state)
        self._processing.arrived()

    def _is_answered(self, text: InboundText) -> bool:
        return is_answered(text, self._sms.number, self._only_in)

    async def _report(self, request: Request) -> None:
        status = self._provider.parse_status(await request.body(), request.headers)
        record, message = self._delivered.record_status, queried(request, "message") or ""
        await in_database(self._engine, record, self._engine, status, message)
