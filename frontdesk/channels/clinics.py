"""The assistants of several clinics behind one address: which of them a request is for.

1. `/at/<id>/...` is a clinic's: its site's chat, its links, its files. What stands behind is what one clinic alone has.
2. `/sms/<provider>` is the clinic's whose number a text was sent to, also behind another clinic's path. Only the number is
   read here; that clinic's own channel checks the signature, with its own secrets, before anything else is read.
3. Everything else (health, and what is not there) the installation answers.
"""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontdesk.channels.errors import ChatError, bad_request, failure
from frontdesk.channels.routes import at
from frontdesk.http_server import application
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings
from frontdesk.texting.providers import open_provider
from frontdesk.texting.providers.base import Provider, UnreadableCallError, inbound_path

_AT = "at"
_INSIDE = "health/"  # which the proxy keeps inside under its one address
_log = logging.getLogger(__name__)


class ClinicsByNumber:
    """Clinics by the number that a text was sent to."""

    def __init__(self, configs: Mapping[str, Settings]) -> None:
        self._clinics = {config.sms.number: name for name, config in configs.items() if config.sms}
        opened = (open_provider(config.sms) for config in configs.values() if config.sms)
        self.providers: dict[str, Provider] = {provider.name: provider for provider in opened}

    def of(self, provider: str, body: bytes, headers: Headers) -> str | None:
        """The clinic that a call of a provider is for, not verified yet; None if it is for none. Raises UnreadableCallError."""
        return self._clinics.get(self.providers[provider].parse_inbound(body, headers).recipient)


class ManyClinics:
    """An application (ASGI) that hands each request to the application of its clinic."""

    def __init__(self, clinic: Clinic, configs: Mapping[str, Settings], apps: Mapping[str, Starlette]) -> None:
        """`clinic`: whose telephone number is said where a request is for no clinic at all."""
        self._apps = apps
        self._numbers = ClinicsByNumber(configs)
        self._inbound = frozenset(inbound_path(provider)[1:] for provider in self._numbers.providers)
        health = [route for path in ("/health/live", "/health/ready") for route in at(path, GET=self._health)]
        texts = [
            route
            for provider in self._numbers.providers
            for route in at(inbound_path(provider), POST=partial(self._text, provider))
        ]
        self._rest = application(partial(failure, clinic), [*health, *texts], self._running)

    @asynccontextmanager
    async def _running(self, _: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as entered:
            for app in self._apps.values():
                await entered.enter_async_context(app.router.lifespan_context(app))
            yield

    async def stop(self) -> None:
        """End what would keep the server from stopping."""
        for app in self._apps.values():
            await app.state.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        app: ASGIApp = self._rest
        if scope["type"] == "http":
            parts = scope["path"].split("/", 3)
            behind = "".join(parts[3:])
            if len(parts) > 2 and parts[1] == _AT and parts[2] in self._apps and not behind.startswith(_INSIDE):
                is_text = behind.rstrip("/") in self._inbound
                app = self._rest if is_text else self._apps[parts[2]]
                scope = {**scope, "root_path": "/".join(parts[:3])}
        await app(scope, receive, send)

    async def _health(self, request: Request) -> Response:
        return await _asked(next(iter(self._apps.values())), request)

    async def _text(self, provider: str, request: Request) -> Response:
        try:
            name = self._numbers.of(provider, await request.body(), request.headers)
        except UnreadableCallError as error:
            _log.warning("Refused a call to %s: %s", request.scope["path"], error)
            return bad_request("invalid_body", "The call lacks something or could not be read.").response()
        if name is None:
            _log.warning("Refused a call to %s: no clinic has the number", request.scope["path"])
            return ChatError(HTTPStatus.NOT_FOUND, "unknown_number", "No clinic here has this number.").response()
        return await _asked(self._apps[name], request)


async def _asked(app: Starlette, request: Request) -> Response:
    """What an application answers to a request whose body has been read."""
    body, sent = await request.body(), list[Message]()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Message) -> None:
        sent.append(message)

    await app.router(dict(request.scope), receive, keep)
    parts = [message.get("body", b"") for message in sent if message["type"] == "http.response.body"]
    response = Response(b"".join(parts), sent[0]["status"])
    response.raw_headers = list(sent[0]["headers"])
    return response
