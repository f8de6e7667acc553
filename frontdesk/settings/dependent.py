"""Settings of the environment that rest on others: what they are where they are not set, and when they do not fit."""

from pydantic import ValidationInfo, ValidatorFunctionWrapHandler

from frontdesk.settings.endpoints import ActionServer
from frontdesk.settings.values import SettingsError

LAST_PORT = 65535
SHORTEST_SECRET = 32


def database(url: str, info: ValidationInfo) -> str:
    """The database that is named, else a file in the data directory."""
    return url or f"sqlite:///{info.data['data_dir'].resolve() / 'frontdesk.db'}"


def long_enough(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that are long enough. Raises ValueError."""
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise ValueError(
            f"holds a key shorter than {SHORTEST_SECRET} characters. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    return keys


def webhook_secret(secret: str, info: ValidationInfo) -> str:
    """A secret, which a webhook must have. Raises SettingsError."""
    if info.data.get("webhook_url") and len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"FRONTDESK_WEBHOOK_URL is set, but FRONTDESK_WEBHOOK_SECRET is missing or shorter than {SHORTEST_SECRET} "
            "characters. Give both sides the same long random text."
        )
    return secret


def sender(address: str, info: ValidationInfo) -> str:
    """Who sends e-mails, else the clinic itself."""
    clinic = info.data.get("clinic")
    return address or (clinic and clinic.email) or "frontdesk@localhost"


def actions_port(written: str, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> int:
    """Where an action server listens."""
    endpoint, port = info.data.get("action_endpoint"), info.data.get("port", 0)
    called_at = endpoint.port if isinstance(endpoint, ActionServer) and endpoint.here else None
    if not written:
        return called_at or (port + 50 if port + 50 <= LAST_PORT else port - 50)
    chosen: int = read(written)
    if called_at not in (None, chosen):
        file = info.context["action_endpoint"] if info.context else ""
        raise SettingsError(
            f"FRONTDESK_ACTIONS_PORT is {chosen}, but `action_endpoint.url` in {file} calls port "
            f"{called_at}. Unset the variable; the action server then listens where it is called."
        )
    return chosen


def staff_port(written: str, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> int:
    """Where the front desk's page listens."""
    if written:
        chosen: int = read(written)
        return chosen
    port = int(info.data.get("port", 0))
    return port + 1 if port < LAST_PORT else port - 1
