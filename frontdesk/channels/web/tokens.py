"""Chat tokens: signed, expiring, and all the identity there is. A token holds nothing but a conversation id."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from itsdangerous import BadData, URLSafeTimedSerializer

from frontdesk.storage.crypto import derived_key

_CONVERSATION = re.compile(r"[0-9a-f]{32}")


class TokenError(Exception):
    """The token was not issued here, or was changed."""


class TokenExpiredError(TokenError):
    """The token was issued here, too long ago."""


class Tokens:
    """Issues and reads chat tokens. The newest secret signs, every configured one is accepted."""

    def __init__(self, secret_keys: Sequence[str], lifetime_seconds: int) -> None:
        oldest_first = [derived_key(secret, "chat-token") for secret in reversed(secret_keys)]
        self._serializer = URLSafeTimedSerializer(oldest_first, salt="chat-token")
        self._lifetime_seconds = lifetime_seconds

    def issue(self, conversation_id: str) -> tuple[str, datetime]:
        """A token for a conversation and the moment (UTC) it expires."""
        issued_at = datetime.now(timezone.utc).replace(microsecond=0)  # a token carries whole seconds
        expires_at = issued_at + timedelta(seconds=self._lifetime_seconds)
        return str(self._serializer.dumps(conversation_id)), expires_at

    def read(self, token: str) -> tuple[str, datetime]:
        """The conversation a token stands for and the moment (UTC) it expires. Raises TokenExpiredError or TokenError.

        One from a little ahead is good: the clock of the machine that issued it may be, or this one was set back.
        """
        try:
            conversation_id, issued_at = self._serializer.loads(token, return_timestamp=True)
            expires_at = issued_at + timedelta(seconds=self._lifetime_seconds)
        except (BadData, ValueError, OverflowError, OSError, RecursionError) as error:
            raise TokenError from error
        if not isinstance(conversation_id, str) or not _CONVERSATION.fullmatch(conversation_id):
            raise TokenError
        if expires_at <= datetime.now(timezone.utc):
            raise TokenExpiredError
        return conversation_id, expires_at

    def conversation_id(self, token: str) -> str:
        """The conversation a token stands for. Raises TokenExpiredError or TokenError."""
        return self.read(token)[0]
