"""Signing in with the clinic's OpenID provider (OpenID Connect, code flow with PKCE), by Authlib, loaded with the first time.

1. The provider's answer belongs to our request (`state`), its token to our sign-in (`nonce`), and its code is good only with
   what our request was made from (PKCE).
2. The token is signed by the configured issuer, for us. Of it only the e-mail address counts, if the provider has verified it.
"""

import hmac
import json
from collections.abc import Mapping

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.sync_app import OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from frontdesk.settings.openid import OpenIdSettings

_SECONDS = 10


class OpenIdError(Exception):
    """The provider cannot be used, or its answer cannot be believed."""


class UnverifiedError(Exception):
    """The provider names no e-mail address that it has verified."""


class _Client(OAuth2Mixin, OpenIDMixin):
    client_cls = OAuth2Session


class OpenId:
    """The clinic's provider."""

    def __init__(self, settings: OpenIdSettings, back: str) -> None:
        """`back`: the address to which it sends browsers back."""
        self._settings = settings
        self._back = back

    def begin(self) -> tuple[str, str]:
        """The provider's page for a new sign-in, and what its answer is compared with. Raises OpenIdError."""
        try:
            begun = self._client().create_authorization_url(self._back)
        except (requests.RequestException, AuthlibBaseError, ValueError, RuntimeError, KeyError) as error:
            raise OpenIdError from error
        return begun.pop("url"), json.dumps(begun)

    def email(self, answer: Mapping[str, str], begun: str) -> str:
        """Whose browser has come back: a verified address in small letters. Raises OpenIdError or UnverifiedError."""
        expected = json.loads(begun)
        if not hmac.compare_digest(answer.get("state", "").encode(), expected["state"].encode()):
            raise OpenIdError
        if answer.get("iss", self._settings.issuer) != self._settings.issuer or not answer.get("code"):
            raise OpenIdError
        try:
            client = self._client()
            token = client.fetch_access_token(
                self._back, code=answer["code"], code_verifier=expected["code_verifier"], state=expected["state"]
            )
            claims = client.parse_id_token(token, expected["nonce"])
        except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, RuntimeError, KeyError) as error:
            raise OpenIdError from error
        if claims is None:
            raise OpenIdError
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise UnverifiedError
        return str(claims["email"]).strip().lower()

    def _client(self) -> _Client:
        """A client that knows the provider's addresses and keys as they are now."""
        client = _Client(
            None,
            client_id=self._settings.client_id,
            client_secret=self._settings.client_secret,
            server_metadata_url=f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": _SECONDS},
        )
        if client.load_server_metadata().get("issuer") != self._settings.issuer:
            raise OpenIdError
        return client
