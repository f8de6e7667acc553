"""Where the custom actions run: `action_endpoint` in Rasa's endpoints.yml, which says it with one of two keys.

1. `actions_module` is a module whose actions run in the assistant's process. It is the key of Rasa's newer releases.
2. `url` is where an action server is called, in a process of its own or on another machine.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from frontdesk.settings.fields import Key
from frontdesk.settings.files import read_model
from frontdesk.settings.values import SettingsError, is_address, read_file

_KEY = "action_endpoint"
_MODULE = "Write `action_endpoint: {actions_module: actions}` to run the actions in the assistant's process"
_URL = '`action_endpoint: {url: "http://127.0.0.1:5055/webhook"}` for an action server'
_HERE = ("127.0.0.1", "localhost")
_PORTS = {"http": 80, "https": 443}


def _module(name: str) -> str:
    if importlib.util.find_spec(name.partition(".")[0]) is None:
        remedy = "It is probably misspelt; the actions that come with Frontdesk are `actions`."
        raise ValueError(f"names {name!r}, which cannot be found from this folder. {remedy}")
    return name


def _url(written: str) -> str:
    if not is_address(written, tuple(_PORTS)):
        remedy = "Write it as http://127.0.0.1:5055/webhook, or with https:// for another machine."
        raise ValueError(f"is not an address. {remedy}")
    return written


@dataclass(frozen=True)
class _Endpoints:
    """Rasa's endpoints.yml. What else it may hold is Rasa's own affair."""

    actions_module: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", examples=["actions"]),
        AfterValidator(_module),
        Key(f"{_KEY}.actions_module", "module of the actions, which run in the assistant's process"),
    ] = None
    url: Annotated[
        str | None, AfterValidator(_url), Key(f"{_KEY}.url", "address at which an action server is called")
    ] = None
    nlg: Annotated[Any, Key("nlg", "Rasa's own")] = None
    tracker_store: Annotated[Any, Key("tracker_store", "Rasa's own")] = None


@dataclass(frozen=True)
class ActionsModule:
    """Actions that run in the assistant's process."""

    name: str


@dataclass(frozen=True)
class ActionServer:
    """Actions that an action server runs."""

    url: str

    @property
    def here(self) -> bool:
        """Whether it is on this machine."""
        return urlsplit(self.url).hostname in _HERE

    @property
    def port(self) -> int:
        """The port that it is called at."""
        parts = urlsplit(self.url)
        return parts.port or _PORTS[parts.scheme]


ActionEndpoint = ActionsModule | ActionServer


def read_action_endpoint(path: Path) -> ActionEndpoint:
    """Where endpoints.yml has the actions run. Raises SettingsError with a sentence for whoever edits it."""
    endpoints = read_model(_Endpoints, path, read_file(path, "Set FRONTDESK_ENDPOINTS_FILE to Rasa's endpoints file."))
    if endpoints.actions_module and endpoints.url:
        both = "has both `actions_module` and `url`. Keep one."
        raise SettingsError(f"{path}: `{_KEY}` {both} {_MODULE}, or {_URL}.")
    if endpoints.url:
        return ActionServer(endpoints.url)
    if endpoints.actions_module:
        return ActionsModule(endpoints.actions_module)
    raise SettingsError(f"{path}: `{_KEY}` does not say where the actions run. {_MODULE}, or {_URL}.")
