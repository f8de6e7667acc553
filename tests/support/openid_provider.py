"""A small OpenID provider over real HTTP: discovery, keys, a sign-in that lets in `email`, tokens as true as a test wants."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "frontdesk", "a-secret-of-the-provider"


class OpenIdProvider:
    """Its state. `claims` changes what its tokens say; with `other_key` they are signed by somebody else."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.email = "sam.lee@clinic.example"
        self.claims: dict[str, Any] = {}
        self.says_of_itself: dict[str, Any] = {}
        self.other_key = False
        self.asks_first = False
        self.requests: list[dict[str, str]] = []
        self._keys = [RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2)]
        self._codes: dict[str, dict[str, str]] = {}

    def discovery(self) -> dict[str, Any]:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return told | self.says_of_itself

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._keys[0].as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to."""
        self.requests.append(asked)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Tokens for a code, once, for our client alone, which must prove that it began this."""
        basic = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or authorization != basic or challenge != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "subject",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
        } | self.claims
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._keys[int(self.other_key)])
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": signed}


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    """A provider that answers until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = self._asked()
            if path == "/.well-known/openid-configuration":
                self._json(200, provider.discovery())
            elif path == "/keys":
                self._json(200, provider.keys())
            elif path == "/authorize":
                self._back(provider.authorize(asked))
            else:
                self._json(404, {})

        def _back(self, address: str) -> None:
            if not provider.asks_first:
                self.send_response(302)
                self.send_header("Location", address)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            page = f'<!doctype html><html lang="en"><title>Provider</title><a href="{address.replace("&", "&amp;")}">Go on</a>'
            self._send(200, "text/html", page.encode())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            made = provider.token({k: v[0] for k, v in form.items()}, self.headers.get("Authorization", ""))
            self._json(200 if made else 400, made or {"error": "invalid_grant"})

        def _asked(self) -> tuple[str, dict[str, str]]:
            parts = urlsplit(self.path)
            return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

        def _json(self, status: int, body: dict[str, Any]) -> None:
            self._send(status, "application/json", json.dumps(body).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = OpenIdProvider(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
