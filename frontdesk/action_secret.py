"""What the assistant shows to the action server: a secret, derived from the newest configured one, and its request's id."""

from collections.abc import Sequence

from frontdesk.storage.crypto import derived_key

HEADER = "X-Frontdesk-Actions"
REQUEST_HEADER = "X-Request-Id"


def action_secret(secret_keys: Sequence[str]) -> str:
    """The value of the header, the same in both processes of one installation."""
    return derived_key(secret_keys[0], "actions").decode()
