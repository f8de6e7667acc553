"""Who may use the chat: sites by their origin, conversations by their token, and everybody only so often."""

from datetime import datetime
from http import HTTPStatus

from starlette.requests import Request

from frontdesk.channels.errors import ChatError
from frontdesk.channels.web.addresses import asked_host, client_network
from frontdesk.channels.web.rates import Rate
from frontdesk.channels.web.shared_rates import SharedRates
from frontdesk.channels.web.tokens import TokenError, TokenExpiredError, Tokens
from frontdesk.content.clinic_text import whom_to_call
from frontdesk.conversations.channels.channel import WEB
from frontdesk.conversations.synthetic import HEADER, SYNTHETIC, Marks
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

_READING_RATE = (
    "120/minute"  # pages and streams of one conversation: two tabs that cannot listen and ask every few seconds
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


def require_json(request: Request) -> None:
    """Raise ChatError unless the body is declared as JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ChatError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong_content_type", "Send application/json.")


class Access:
    """Decides for every route of the chat."""

    def __init__(self, config: Settings, store: Store) -> None:
        self.tokens = Tokens(config.secret_keys, config.session_seconds)
        self._marks = Marks(config.secret_keys)
        self._allowed_origins = config.clinic.allowed_origins
        self._proxies = config.proxies
        self._whom_to_call = whom_to_call(config.clinic)
        self._rates = {
            "conversation": Rate(config.conversation_rate),
            "address": Rate(config.address_rate),
            "session": Rate(config.session_rate),
            "feedback": Rate(config.conversation_rate),
            "texting": Rate(config.texting_rate),
            "reading": Rate(_READING_RATE),
        }
        self._shared = SharedRates(store)

    def cors(self, request: Request) -> dict[str, str]:
        """Headers of every reply: they let an allowed origin, and no other, read it."""
        origin = request.headers.get("origin")
        allowed = {"Access-Control-Allow-Origin": origin} if origin and self._allows(request, origin) else {}
        return {"Vary": "Origin", **allowed}

    def require_origin(self, request: Request) -> None:
        """Raise ChatError if another site's page asks."""
        origin = request.headers.get("origin")
        if origin is not None and not self._allows(request, origin):
            raise ChatError(
                HTTPStatus.FORBIDDEN, "origin_not_allowed", "This site may not use the chat. The clinic can allow it."
            )

    def _allows(self, request: Request, origin: str) -> bool:
        """The clinic's sites and this server's own pages; whether a proxy encrypts for it cannot be seen from here.

        A page that has its own name resolve to this server counts as its own too. It gains nothing: no cookie and no address
        gives a right here, only the token of a chat, which is kept under the name that the patient visited.
        """
        host = asked_host(request, self._proxies)
        return origin in (f"https://{host}", f"http://{host}", *self._allowed_origins)

    def network(self, request: Request) -> str:
        """The network that the request comes from."""
        return client_network(request, self._proxies)

    def channel(self, request: Request) -> str:
        """The channel of a conversation or message: the web's, unless Frontdesk asks itself."""
        return SYNTHETIC if self._marks.is_good(request.headers.get(HEADER, "")) else WEB

    async def limit(self, name: str, who: str) -> None:
        """Count a request of somebody under a rate. Raises ChatError if that is one too many."""
        rate = self._rates[name]
        if not (rate.hit(who) and await self._shared.hit(rate, name, who)):
            raise ChatError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "too_many_requests",
                f"That was too fast. Please wait a minute. {self._whom_to_call}",
            )

    def holder(self, request: Request) -> tuple[str, datetime]:
        """The conversation that the request's token stands for and when the token expires. Raises ChatError."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ChatError(HTTPStatus.UNAUTHORIZED, "missing_token", "Send the token of POST /chat/session.")
        try:
            return self.tokens.read(token)
        except TokenExpiredError as error:
            raise ChatError(
                HTTPStatus.UNAUTHORIZED, "expired_token", "This chat has ended. Start a new one."
            ) from error
        except TokenError as error:
            raise ChatError(
                HTTPStatus.UNAUTHORIZED, "invalid_token", "This token is not valid. Start a new chat."
            ) from error
