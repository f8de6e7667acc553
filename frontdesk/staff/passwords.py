"""Passwords: argon2id with 19 MiB (OWASP's first choice), which keeps the process small."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
_one_at_a_time = threading.Lock()
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def weakness(password: str, name: str) -> str:
    """Why a password cannot be taken, in a sentence; empty if it can."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"The password must have {SHORTEST} to {LONGEST} characters. A few words are easy to remember."
    if len(set(password.lower())) < 5 or (name and name.lower() in password.lower()):
        return "This password is too easy to guess. A few words that do not belong together are better."
    return ""


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The hash to store."""
    with _one_at_a_time:
        return _hasher.hash(_normal(password))


_NOBODY = hashed("nobody has this password")


def fits(password: str, stored: str | None) -> bool:
    """Whether it is the password. None: there is no such account; finding that out takes as long."""
    with _one_at_a_time:
        try:
            _hasher.verify(stored or _NOBODY, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
