"""Conversations that Frontdesk holds with itself, to see whether patients are answered.

They have a channel of their own, known to whoever proves with a mark, good for a minute, that they hold the installation's
secret. Nobody is told of them: the front desk does not see them, no figure counts them, and nothing is learnt from them. They
are kept and deleted like every other conversation.
"""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeTimedSerializer

from frontdesk.storage.crypto import derived_key
from frontdesk.storage.models import conversations

SYNTHETIC = "probe"  # conversations.channel
HEADER = "X-Frontdesk-Synthetic"
IS_REAL = conversations.c.channel != SYNTHETIC
_SECONDS = 60
_MARKED = "synthetic"


class Marks:
    """Marks requests as synthetic. The newest secret signs, every configured one is accepted."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        oldest_first = [derived_key(secret, _MARKED) for secret in reversed(secret_keys)]
        self._serializer = URLSafeTimedSerializer(oldest_first, salt=_MARKED)

    def issue(self) -> str:
        """The value of HEADER for one request."""
        return str(self._serializer.dumps(_MARKED))

    def is_good(self, mark: str) -> bool:
        """Whether a value was issued with one of the secrets, less than a minute ago."""
        try:
            return bool(self._serializer.loads(mark, max_age=_SECONDS) == _MARKED)
        except (BadData, ValueError, OverflowError, RecursionError):
            return False
