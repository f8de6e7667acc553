"""Any gateway that signs what it says: its address, the clinic's number, and shared secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk.settings.sms_providers.carrier import SHORTEST_SECRET, Carrier
from frontdesk.settings.values import SettingsError

if TYPE_CHECKING:
    from frontdesk.settings.sms import SmsSettings


def _check(sms: SmsSettings) -> None:
    if not sms.number:
        raise SettingsError("FRONTDESK_SMS_NUMBER is not set. Write the clinic's number, as +17805550100.")
    if not sms.api_url:
        raise SettingsError("FRONTDESK_SMS_API_URL is not set. Write the address of the gateway, https://….")
    if not sms.signing_secrets or min(map(len, sms.signing_secrets)) < SHORTEST_SECRET:
        raise SettingsError(
            "FRONTDESK_SMS_SIGNING_SECRETS is missing or holds a secret shorter than 32 characters. Give both sides the same "
            "long random text."
        )
    if sms.account or sms.auth_tokens or sms.messaging_service:
        raise SettingsError(
            "Settings of twilio are set, but FRONTDESK_SMS_PROVIDER is signed_http. Remove one or the other."
        )


CARRIER = Carrier("signed_http", 20, _check)
