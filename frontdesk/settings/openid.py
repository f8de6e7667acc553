"""The clinic's OpenID provider, by which staff may sign in to the front desk's page: environment variables, read once.

Without `FRONTDESK_OPENID_ISSUER` there is none, and none of the other variables may be set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidatorFunctionWrapHandler

from frontdesk.settings.fields import Variable, marked
from frontdesk.settings.values import LOOPBACK, Parsed, SettingsError, is_address, listed


def _issuer(url: str) -> str:
    if url and not is_address(url, ("https", "http")):
        raise ValueError("is not an address. Write the issuer just as the provider names it, https://….")
    if url and urlsplit(url).scheme != "https" and urlsplit(url).hostname not in LOOPBACK:
        raise ValueError("is not encrypted. It must start with https://, unless it is on loopback.")
    return url


def _needed(value: str) -> str:
    if not value:
        raise ValueError("is missing, though FRONTDESK_OPENID_ISSUER is set. The provider gives it for this page.")
    return value


def _allowed(written: str) -> tuple[str, ...]:
    return tuple(each.lower().removeprefix("@") for each in listed(written))


@dataclass(frozen=True)
class OpenIdSettings:
    """What signing in with the clinic's OpenID provider takes."""

    issuer: Annotated[
        str,
        AfterValidator(_issuer),
        Variable(
            "FRONTDESK_OPENID_ISSUER",
            "The clinic's OpenID provider, `https://…`, by which staff may sign in ([front-desk.md]"
            "(front-desk.md#with-the-clinics-own-sign-in)).",
            unset="none",
        ),
    ]
    client_id: Annotated[
        str,
        AfterValidator(_needed),
        Variable("FRONTDESK_OPENID_CLIENT_ID", "How the provider knows the front desk's page."),
    ]
    client_secret: Annotated[
        str, AfterValidator(_needed), Variable("FRONTDESK_OPENID_CLIENT_SECRET", "The secret that goes with it.")
    ] = field(repr=False)
    allowed: Annotated[
        tuple[str, ...],
        Parsed(_allowed),
        Variable(
            "FRONTDESK_OPENID_ALLOWED",
            "E-mail addresses and domains, comma-separated, that may sign in so, `clinic.example,robin@partner.example`. They "
            "need an account, too.",
            unset="every address that an account has",
        ),
    ]
    name: Annotated[
        str, Variable("FRONTDESK_OPENID_NAME", "What the button calls the provider.", "the clinic's own sign-in")
    ]

    def allows(self, email: str) -> bool:
        """Whether somebody with this address (in small letters) may sign in, if there is an account."""
        return not self.allowed or bool({email, email.rpartition("@")[2]} & set(self.allowed))


def only_with_an_issuer(texts: Mapping[str, Any], read: ValidatorFunctionWrapHandler) -> OpenIdSettings | None:
    """The provider, or None where there is none: what wraps the reading of OpenIdSettings in Settings."""
    if texts["issuer"]:
        openid: OpenIdSettings = read(texts)
        return openid
    stray = next(
        (v.name for each, _, v in marked(OpenIdSettings, Variable) if not v.default and texts[each.name]), None
    )
    if stray:
        raise SettingsError(f"{stray} is set, but FRONTDESK_OPENID_ISSUER is not. Set it, or remove {stray}.")
    return None
