"""The secret that the assistant shows to the action server: derived from the newest configured secret."""

from collections.abc import Sequence

from frontdesk.storage.crypto import derived_key

HEADER = "X-Frontdesk-Actions"


def action_secret(secret_keys: Sequence[str]) -> str:
    """The value of the header, the same in both processes of one installation."""
    return derived_key(secret_keys[0], "actions").decode()
