"""How messages between machines are signed: what we post to a webhook, and what a gateway of text messages and we post."""

import hashlib
import hmac


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What a signature header says: "v1=" and the HMAC-SHA256 of "<timestamp>.<body>" in hexadecimal digits.

    `timestamp` is Unix time in digits; one from elsewhere may hold anything.
    """
    signed = timestamp.encode(errors="replace") + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
