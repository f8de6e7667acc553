"""Keys and encryption at rest. Secrets rotate: the newest encrypts, every configured one decrypts."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose, URL-safe base64 (HKDF-SHA256, RFC 5869)."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"frontdesk/{purpose}".encode())
    return base64.urlsafe_b64encode(hkdf.derive(secret.encode()))


class UnreadableError(ValueError):
    """Stored text cannot be decrypted with any configured secret."""


class Vault:
    """Encrypts and decrypts text for the database."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(derived_key(secret, "storage")) for secret in secret_keys])

    def seal(self, text: str) -> bytes:
        """Authenticated ciphertext of the text, under the newest key."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text again. Raises UnreadableError if no configured key fits or the bytes were changed."""
        try:
            return self._fernet.decrypt(bytes(sealed)).decode()
        except InvalidToken as error:
            raise UnreadableError(
                "A stored text cannot be decrypted. The secret it was written with is probably no longer in "
                "FRONTDESK_SECRET_KEYS; add it back behind the newest one."
            ) from error


class Lookup:
    """Keyed hashes by which a phone number, e-mail address or code is found without being stored in the clear."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._keys = [derived_key(secret, "lookup") for secret in secret_keys]

    def hash(self, value: str) -> str:
        """The hash of a value under the newest key: 64 hexadecimal digits."""
        return self.hashes(value)[0]

    def hashes(self, value: str) -> list[str]:
        """The hashes of a value under every configured key, newest first: what a stored one may be."""
        return [hmac.new(key, value.encode(), hashlib.sha256).hexdigest() for key in self._keys]
