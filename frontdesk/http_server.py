"""Serves an application over HTTP until the process is told to stop, and answers whatever fails in it."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from frontdesk.deadline import HttpConfig
from frontdesk.log import new_request
from frontdesk.metrics.measures import HTTP_RESPONSES
from frontdesk.metrics.tracing import note_status, span

Answer = Callable[[Exception], Response]


class _FailuresAnswered:
    """Lets no error out: uvicorn would log its message, which may hold a patient's words."""

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            if not begun:
                HTTP_RESPONSES.labels(message["status"]).inc()
                note_status(message["status"])
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            response = self._answer(error)
            if not begun:
                await response(scope, receive, send_on)


class _Numbered:
    """Gives each request an id of its own, under which every process logs what came of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        new_request()
        with span("request"):
            await self._app(scope, receive, send)


def application(answer: Answer, routes: Sequence[Route], lifespan: Lifespan[Starlette] | None = None) -> Starlette:
    """An application with these routes, in which `answer` says what every failure gives."""

    async def refused(_: Request, error: Exception) -> Response:
        return answer(error)

    app = Starlette(
        routes=routes,
        middleware=[Middleware(_Numbered), Middleware(_FailuresAnswered, answer)],
        exception_handlers={HTTPException: refused},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _nothing() -> None:
    pass


class _Server(uvicorn.Server):
    """uvicorn's server, which ends without a signal's status when a signal has ended it."""

    def __init__(self, config: HttpConfig, stopping: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGTERM and SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.handle_exit, number, None)
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests and let those under way end, beside what `stopping` ends."""
        stopping = asyncio.ensure_future(self._stopping())
        await super().shutdown(sockets)
        await stopping


def serve(config: HttpConfig, stopping: Callable[[], Awaitable[None]] = _nothing) -> None:
    """Serve until the process is stopped. `stopping` ends answers that would go on for ever; the lifespan is left after it."""
    _Server(config, stopping).run()
