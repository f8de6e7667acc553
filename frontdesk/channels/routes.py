"""One address and what each method does there; every other method gets 405."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, request_response
from starlette.types import Receive, Scope, Send

Handler = Callable[[Request], Awaitable[Response]]


class _ByMethod:
    """What answers at one address. Starlette's own routes would also answer HEAD wherever they answer GET."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        self._apps = {method: request_response(handle) for method, handle in handlers.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in self._apps:
            raise HTTPException(405)
        await self._apps[scope["method"]](scope, receive, send)


def at(path: str, **handlers: Handler) -> list[Route]:
    """The routes of an address, also with a slash behind it."""
    return [*exactly_at(path, **handlers), *exactly_at(f"{path}/", **handlers)]


def exactly_at(path: str, **handlers: Handler) -> list[Route]:
    """The route of an address as it is written."""
    return [Route(path, _ByMethod(handlers))]


def queried(request: Request, name: str) -> str | None:
    """The first value that the query gives a name; None if there is none, or an empty one."""
    return next((value for value in request.query_params.getlist(name) if value), None)


def header(request: Request, name: str) -> str | None:
    """A header as text in UTF-8, as which every header has been read before."""
    value = request.headers.get(name)
    return None if value is None else value.encode("latin-1").decode("utf-8")
