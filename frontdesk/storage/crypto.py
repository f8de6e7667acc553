"""Keys and encryption at rest. Secrets rotate: the newest encrypts, every configured one decrypts."""

import base64
import hashlib
import hmac
import zlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose, URL-safe base64 (HKDF-SHA256, RFC 5869)."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"frontdesk/{purpose}".encode())
    return base64.urlsafe_b64encode(hkdf.derive(secret.encode()))


# What most stored texts have in common, so that short ones also become shorter. Never to be changed: it is part of format 1.
_SHARED = (
    b'"assistant_id": "frontdesk", "model_id": "policy": "confidence": 1.0, "action_text": null, "hide_rule_turn": false}, '
    b'{"event": "slot", "timestamp": {"event": "action", "timestamp": "name": "action_listen", "policy": "RulePolicy", '
    b'"is_prediction": "use_text_for_featurization": false, {"event": "bot", "metadata": {"utter_action": "utter_faq/", '
    b'"data": {"elements": null, "quick_replies": null, "buttons": null, "attachment": null, "image": null, "custom": null}'
    b'{"event": "user", "timestamp": "parse_data": {"intent": {"name": "faq", "confidence": "entities": [], "text": '
    b'"message_id": "input_channel": "web", "metadata": {}, "frontdesk": {}}, '
    b'{"id": "from": "patient", "text": "kind": "message", "topics": [], "source": null, "buttons": [], "at": "2026-'
    b'{"id": "from": "bot", "text": "kind": "answer", "topics": [""], "source": {"title": "section": "url": "reviewed": '
    b'true}, "buttons": [{"id": "title": "}, {"id": "book", "title": "Book an appointment"}], "at": "2026-'
)
_FORMAT_1 = b"\x01"  # what was sealed before is base64 and begins with "g"


def _packed(text: str) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS, zdict=_SHARED)
    return deflate.compress(text.encode()) + deflate.flush()


def _unpacked(packed: bytes) -> str:
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=_SHARED).decompress(packed).decode()


class UnreadableError(ValueError):
    """Stored text cannot be decrypted with any configured secret."""


class Vault:
    """Encrypts and decrypts text for the database."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(derived_key(secret, "storage")) for secret in secret_keys])

    def seal(self, text: str) -> bytes:
        """Authenticated ciphertext of the packed text, under the newest key: format 1, then Fernet's token as plain bytes."""
        return _FORMAT_1 + base64.urlsafe_b64decode(self._fernet.encrypt(_packed(text)))

    def open(self, sealed: bytes) -> str:
        """The text again. Raises UnreadableError if no configured key fits or the bytes were changed."""
        try:
            sealed = bytes(sealed)
            if not sealed.startswith(_FORMAT_1):
                return self._fernet.decrypt(sealed).decode()
            return _unpacked(self._fernet.decrypt(base64.urlsafe_b64encode(sealed[1:])))
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
        """The hashes of a value under every configured key, newest first. A stored one may be any of them."""
        return [hmac.new(key, value.encode(), hashlib.sha256).hexdigest() for key in self._keys]
