"""The web chat's HTTP interface (docs/http.md), as Rasa's input channel. The token is the only identity.

Order of checks: size, origin, content type, token, rate, JSON and shape, one turn at a time. Only then is anything stored.
"""

import asyncio
import json as json_module
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.answers import topics
from frontdesk.channels.conversation import Message, apology
from frontdesk.channels.errors import ChatError, bad_request
from frontdesk.channels.rates import Rate
from frontdesk.channels.responses import WEB, as_message
from frontdesk.channels.tokens import TokenError, TokenExpiredError, Tokens
from frontdesk.channels.turn_taking import TurnTaking
from frontdesk.log import log_failure
from frontdesk.settings import Settings, settings
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import in_database, open_database
from frontdesk.storage.transcript import UnknownConversationError
from frontdesk.storage.turns import ReusedIdError, TurnInProgressError

MAX_CHARACTERS = 1000
_MAX_ID = 64
logger = logging.getLogger(__name__)


def _shape(body: bytes) -> tuple[str, str | None, str | None]:
    """Client id, text and choice of a message body; exactly one of the last two is set. Raises ChatError."""
    try:
        data = json_module.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise bad_request("invalid_json", "The body is not JSON in UTF-8. Send an object with id and text.") from error
    if not isinstance(data, dict) or not set(data) <= {"id", "text", "choice"}:
        raise bad_request("invalid_body", "Send an object with id and either text or choice, and nothing else.")
    client_id, text, choice = data.get("id"), data.get("text"), data.get("choice")
    if not isinstance(client_id, str) or not 1 <= len(client_id) <= _MAX_ID or not client_id.isprintable():
        raise bad_request("invalid_id", f"id must be a text of 1 to {_MAX_ID} characters, new for each message.")
    if (text is None) == (choice is None) or not isinstance(choice if text is None else text, str):
        raise bad_request("invalid_body", "Send either text or choice, as a text.")
    refused = refusal(text) if text is not None else None
    if refused:
        raise refused
    return client_id, text, choice


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def refusal(text: str) -> ChatError | None:
    """Why a message text cannot be taken, or None if it can."""
    if len(text) > MAX_CHARACTERS:
        return ChatError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too_long",
            f"A message may have at most {MAX_CHARACTERS} characters. Please shorten it.",
        )
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        return bad_request("invalid_text", "The text holds characters that are not valid Unicode.")
    if not any(character.isprintable() and not character.isspace() for character in text):
        return bad_request("empty_text", "The message is empty. Please type a question.")
    return None


def _gone() -> ChatError:
    return ChatError(HTTPStatus.NOT_FOUND, "unknown_conversation", "This chat is gone. Start a new one.")


def _log_if_failed(working: "asyncio.Task[list[Message]]") -> None:
    """Look at how a turn ended, which nobody may be waiting for any more."""
    error = None if working.cancelled() else working.exception()
    if error is not None and not isinstance(error, ChatError):
        log_failure(logger, "A turn", error)


class WebChannel(InputChannel):
    """`/chat/session` and `/chat/messages`."""

    def __init__(self, config: Settings | None = None) -> None:
        self._settings = config or settings()
        self._tokens = Tokens(self._settings.secret_keys, self._settings.session_seconds)
        self._engine = open_database(self._settings.database_url)
        self._taking = TurnTaking(self._settings, self._engine, Vault(self._settings.secret_keys))
        self._rates = {
            "conversation": Rate(self._settings.conversation_rate),
            "address": Rate(self._settings.address_rate),
            "session": Rate(self._settings.session_rate),
        }

    @classmethod
    def name(cls) -> str:
        """Rasa's name of the channel."""
        return WEB

    def url_prefix(self) -> str:
        """The paths stand as they are, also under `rasa run`."""
        return "/"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. Rasa calls this once; its message handler is the agent's, which the routes take from the app."""
        blueprint = Blueprint("frontdesk_web")

        @blueprint.options("/chat/session", name="preflight_session")
        @blueprint.options("/chat/messages", name="preflight_messages")
        async def preflight(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._preflight())

        @blueprint.post("/chat/session")
        async def start(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._start(request))

        @blueprint.post("/chat/messages")
        async def send(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._send(request))

        return blueprint

    async def _guarded(self, request: Request, handling: Awaitable[HTTPResponse]) -> HTTPResponse:
        """Answer a request, with every failure in the one error shape."""
        headers: dict[str, str] = {}
        try:
            headers = self._cors(request)
            response = await handling
        except ChatError as refused:
            response = refused.response()
        except SQLAlchemyError as error:
            log_failure(logger, "The database", error)
            response = ChatError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                f"The chat is not available right now. Please call {self._settings.clinic.phone}.",
            ).response()
        finally:
            if asyncio.iscoroutine(handling):
                handling.close()
        response.headers.update(headers | {"Cache-Control": "no-store"})
        return response

    def _cors(self, request: Request) -> dict[str, str]:
        """Headers that let an allowed origin read the reply. Raises ChatError for any other origin."""
        origin = request.headers.get("origin")
        if origin is None:
            return {}
        if _host_of(origin) != request.host and origin not in self._settings.clinic.allowed_origins:
            raise ChatError(
                HTTPStatus.FORBIDDEN, "origin_not_allowed", "This site may not use the chat. The clinic can allow it."
            )
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

    @staticmethod
    async def _preflight() -> HTTPResponse:
        return empty(
            headers={
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "Authorization, Content-Type",
                "Access-Control-Max-Age": "600",
            }
        )

    def _limit(self, rate: str, who: str) -> None:
        if not self._rates[rate].hit(who):
            raise ChatError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "too_many_requests",
                f"That was too fast. Please wait a minute, or call {self._settings.clinic.phone}.",
            )

    async def _start(self, request: Request) -> HTTPResponse:
        self._limit("session", request.remote_addr or request.ip)
        greeting = [as_message(request.app.ctx.agent.nlg.answers.answer("utter_greet", WEB))]
        start = self._taking.turns.start_conversation
        conversation_id = await in_database(self._engine, start, WEB, greeting)
        token, expires_at = self._tokens.issue(conversation_id)
        return json(
            {
                "ok": True,
                "token": token,
                "expires_at": expires_at.isoformat(timespec="seconds"),
                "messages": greeting,
            },
            status=HTTPStatus.CREATED,
        )

    def _conversation_id(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ChatError(HTTPStatus.UNAUTHORIZED, "missing_token", "Send the token of POST /chat/session.")
        try:
            return self._tokens.conversation_id(token)
        except TokenExpiredError as error:
            raise ChatError(
                HTTPStatus.UNAUTHORIZED, "expired_token", "This chat has ended. Start a new one."
            ) from error
        except TokenError as error:
            raise ChatError(
                HTTPStatus.UNAUTHORIZED, "invalid_token", "This token is not valid. Start a new chat."
            ) from error

    async def _send(self, request: Request) -> HTTPResponse:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ChatError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong_content_type", "Send application/json.")
        conversation_id = self._conversation_id(request)
        self._limit("address", request.remote_addr or request.ip)
        self._limit("conversation", conversation_id)
        client_id, text, choice = _shape(request.body)
        if choice is not None:
            text = await self._title(request, conversation_id, choice)
        working = asyncio.create_task(self._take(request.app.ctx.agent, conversation_id, client_id, str(text), choice))
        working.add_done_callback(_log_if_failed)
        done, _ = await asyncio.wait({working}, timeout=self._settings.turn_seconds)
        messages = working.result() if done else [apology(self._settings.clinic)]
        return json({"ok": True, "messages": messages})

    async def _title(self, request: Request, conversation_id: str, choice: str) -> str:
        """The title of a button: a topic's, or one that was offered in this conversation."""
        answers = request.app.ctx.agent.nlg.answers
        if choice in topics(request.app.ctx.agent.nlg.responses):
            return str(answers.title(choice))
        offered = await asyncio.to_thread(self._taking.turns.offered, conversation_id)
        if choice not in offered:
            raise bad_request("unknown_choice", "This choice was not offered. Please choose again or type a question.")
        return offered[choice]

    async def _take(
        self, agent: Agent, conversation_id: str, client_id: str, text: str, choice: str | None
    ) -> list[Message]:
        """The reply. It goes on to its end, also when the patient's connection is gone or the deadline has passed."""
        try:
            return await self._taking.take(agent, WEB, conversation_id, client_id, text, choice)
        except TurnInProgressError as error:
            raise ChatError(
                HTTPStatus.CONFLICT,
                "turn_in_progress",
                "Your last message is still being answered. Please wait for it.",
            ) from error
        except ReusedIdError as error:
            raise ChatError(HTTPStatus.CONFLICT, "reused_id", "This id was used for another message.") from error
        except UnknownConversationError as error:
            raise _gone() from error
