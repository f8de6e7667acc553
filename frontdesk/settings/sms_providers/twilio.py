"""Twilio: an account, its tokens, and a number or a Messaging Service."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from frontdesk.settings.sms_providers.carrier import Carrier
from frontdesk.settings.values import SettingsError

if TYPE_CHECKING:
    from frontdesk.settings.sms import SmsSettings


def _check(sms: SmsSettings) -> None:
    _check_pattern("FRONTDESK_TWILIO_ACCOUNT", sms.account, "AC")
    if sms.messaging_service:
        _check_pattern("FRONTDESK_SMS_MESSAGING_SERVICE", sms.messaging_service, "MG")
    elif not sms.number:
        raise SettingsError(
            "Neither FRONTDESK_SMS_NUMBER nor FRONTDESK_SMS_MESSAGING_SERVICE is set. Write the number that was bought, as "
            "+17805550100, or the Messaging Service it belongs to."
        )
    if not 1 <= len(sms.auth_tokens) <= 2:
        raise SettingsError(
            "FRONTDESK_TWILIO_AUTH_TOKENS must hold one auth token, or two while it is being changed (newest first). "
            "Twilio's console shows it under Account, API keys & tokens."
        )
    if not all(re.fullmatch(r"[0-9a-f]{32}", token) for token in sms.auth_tokens):
        raise SettingsError(
            "FRONTDESK_TWILIO_AUTH_TOKENS holds something else than an auth token, which is 32 hexadecimal digits. Twilio's "
            "console shows it under Account, API keys & tokens; the secret of an API key does not do."
        )
    if sms.signing_secrets:
        raise SettingsError(
            "FRONTDESK_SMS_SIGNING_SECRETS is for signed_http; twilio signs with its auth token. Remove it."
        )


def _check_pattern(name: str, value: str, prefix: str) -> None:
    if not re.fullmatch(rf"{prefix}[0-9a-f]{{32}}", value):
        raise SettingsError(
            f"{name} is missing or wrong. It is {prefix} and 32 hexadecimal digits; Twilio's console shows it."
        )


CARRIER = Carrier("twilio", 10, _check, api_url="https://api.twilio.com", answers=True)
