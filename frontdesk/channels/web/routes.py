"""The web chat's HTTP interface (docs/http.md). The token is the only identity.

Order of checks: size, origin, content type, token, rate, JSON and shape, one turn at a time. Only then is anything stored.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontdesk.channels.bodies import (
    MAX_CHARACTERS,
    read_feedback,
    read_message,
    read_page,
    read_place,
    read_session,
)
from frontdesk.channels.errors import ChatError, bad_request, failure
from frontdesk.channels.routes import Handler, at, header, queried
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.channels.web.access import PREFLIGHT, Access, require_json
from frontdesk.channels.web.events import Events
from frontdesk.channels.web.phone_linking import Joining
from frontdesk.channels.web.turns import WebTurns, gone
from frontdesk.conversations.channels.channel import WEB
from frontdesk.conversations.feedback import Feedback
from frontdesk.conversations.messages import Message
from frontdesk.conversations.transcript import Transcript, UnknownConversationError, UnknownMessageError
from frontdesk.engine.assistant import Assistant, UserInput
from frontdesk.engine.reading import SENDER, Sender
from frontdesk.language.recognition import preferred
from frontdesk.settings.environment import Settings
from frontdesk.storage.database import in_database
from frontdesk.storage.store import Store

_NO_STORE = {"Cache-Control": "no-store"}


class WebChannel:
    """The routes under `/chat`. `heard` is told the id of a conversation whenever the chat has added to it."""

    def __init__(self, config: Settings, store: Store, assistant: Assistant, heard: Callable[[str], None]) -> None:
        self._settings = config
        self._engine = store.engine
        self._assistant = assistant
        vault, self._lookup = store.vault, store.lookup
        self._access = Access(self._settings, store)
        self._transcript = Transcript(self._engine, vault)
        self._feedback = Feedback(self._engine, vault)
        self._events = Events(self._engine, vault)
        self._taking = TurnTaking(self._settings, store, assistant, heard)
        sms = self._settings.sms
        self._joining = Joining(self._settings, sms, store, self._access, heard) if sms else None
        self._turns = WebTurns(config, self._engine, assistant, self._taking, self._joining)

    def heard(self, conversation_id: str) -> None:
        """See Served."""
        self._events.news.heard(conversation_id)

    def running(self) -> AbstractAsyncContextManager[None]:
        """See Served: nothing runs beside the requests."""
        return nullcontext()

    def routes(self) -> list[Route]:
        """For the assistant's server."""
        handlers: dict[str, dict[str, Handler]] = {
            "session": {"POST": self._start, "DELETE": self._end},
            "messages": {"POST": self._send, "GET": self._read},
            "events": {"GET": self._listen},
            "feedback": {"POST": self._judge},
        }
        if self._joining:
            handlers["text"] = {"POST": self._joining.join}
        return [route for path in handlers for route in self._routes(f"/chat/{path}", handlers[path])]

    def _routes(self, path: str, handlers: dict[str, Handler]) -> list[Route]:
        guarded = {method: self._guarded(handle) for method, handle in handlers.items()}
        return at(path, OPTIONS=self._guarded(self._preflight), **guarded)

    async def stop(self) -> None:
        """End the event streams."""
        await self._events.news.stop()

    def _guarded(self, handle: Handler) -> Handler:
        """A route that takes a request once it has arrived whole, and says who may read the answer, whatever it is."""

        async def route(request: Request) -> Response:
            try:
                await request.body()
                self._access.require_origin(request)
                response = await handle(request)
            except Exception as error:
                response = self._failure(error)
            response.headers.update(self._access.cors(request) | _NO_STORE)
            return response

        return route

    def _failure(self, error: Exception) -> Response:
        """What answers a failure, in the one error shape."""
        if isinstance(error, ChatError):
            return error.response()
        if isinstance(error, UnknownConversationError):
            return gone().response()
        return failure(self._settings.clinic, error)

    async def _in_database[Result](self, work: Callable[..., Result], *args: Any) -> Result:
        return await in_database(self._engine, work, *args)

    @staticmethod
    async def _preflight(_: Request) -> Response:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)

    async def _start(self, request: Request) -> Response:
        network = self._access.network(request)
        await self._access.limit("session", network)
        conversation_id = await self._continued(request)
        renewed = conversation_id is not None
        greeting: list[Message] = []
        language = preferred(read_session(await request.body()))
        if conversation_id is None:
            greeting = [self._assistant.greeting(WEB, language)]
            conversation_id = await self._in_database(
                self._taking.turns.start_conversation,
                self._access.channel(request),
                greeting,
                self._lookup.hash(network),
                language,
            )
        token, expires_at = self._access.tokens.issue(conversation_id)
        clinic = self._settings.clinic
        return JSONResponse(
            {
                "ok": True,
                "token": token,
                "expires_at": expires_at.isoformat(timespec="seconds"),
                "renewed": renewed,
                "messages": greeting,
                "clinic": {
                    "name": clinic.name,
                    "phone": clinic.phone,
                    "emergency_number": clinic.emergency_number,
                    "health_line": clinic.health_line,
                    "crisis_number": clinic.crisis_number,
                    "max_characters": MAX_CHARACTERS,
                    "texting": self._joining is not None,
                },
            },
            HTTPStatus.CREATED,
        )

    async def _continued(self, request: Request) -> str | None:
        """The conversation to go on with: the one of a token that is valid, unless it has ended."""
        try:
            conversation_id, _ = self._access.holder(request)
        except ChatError:
            return None
        return conversation_id if await self._in_database(self._transcript.is_open, conversation_id) else None

    async def _end(self, request: Request) -> Response:
        conversation_id, _ = self._access.holder(request)
        await self._in_database(self._transcript.end, conversation_id)
        self._events.news.ended(conversation_id)
        return JSONResponse({"ok": True})

    async def _send(self, request: Request) -> Response:
        require_json(request)
        conversation_id, _ = self._access.holder(request)
        network = self._access.network(request)
        await self._access.limit("address", network)
        await self._access.limit("conversation", conversation_id)
        client_id, text, choice = read_message(await request.body())
        if choice is not None:
            text = await self._turns.title(conversation_id, choice)
        SENDER.set(Sender(network, conversation_id))
        said = UserInput(conversation_id, client_id, self._access.channel(request), str(text), choice)
        return JSONResponse({"ok": True, "messages": await self._turns.answer(said)})

    async def _read(self, request: Request) -> Response:
        conversation_id, _ = self._access.holder(request)
        await self._access.limit("reading", conversation_id)
        limit = read_page(queried(request, "limit"))
        if not await self._in_database(self._transcript.is_open, conversation_id):
            raise UnknownConversationError
        try:
            after = read_place(queried(request, "after"))
            messages, more = await self._in_database(self._transcript.since, conversation_id, after, limit)
        except UnknownMessageError as error:
            raise bad_request("unknown_message", "This chat holds no message with the id in `after`.") from error
        return JSONResponse({"ok": True, "messages": messages, "more": more})

    async def _listen(self, request: Request) -> Response:
        conversation_id, expires_at = self._access.holder(request)
        await self._access.limit("reading", conversation_id)
        try:
            after = read_place(header(request, "last-event-id") or queried(request, "after"))
            return await self._events.listen(conversation_id, after, expires_at)
        except UnknownMessageError as error:
            raise bad_request("unknown_message", "This chat holds no message with the id to go on from.") from error

    async def _judge(self, request: Request) -> Response:
        require_json(request)
        conversation_id, _ = self._access.holder(request)
        await self._access.limit("feedback", conversation_id)
        message_id, helpful, comment = read_feedback(await request.body())
        try:
            await self._in_database(self._feedback.say, conversation_id, message_id, helpful, comment)
        except UnknownMessageError as error:
            raise ChatError(
                HTTPStatus.NOT_FOUND, "unknown_message", "The assistant has said nothing with this id in this chat."
            ) from error
        return JSONResponse({"ok": True})
