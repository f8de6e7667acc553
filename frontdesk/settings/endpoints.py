"""Where the custom actions run: `action_endpoint` in Rasa's endpoints.yml, which says it with one of two keys.

1. `actions_module` is a module whose actions run in the assistant's process. It is the key of Rasa's newer releases.
2. `url` is where an action server is called, in a process of its own or on another machine.
"""

import importlib.util
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from frontdesk.settings.sentences import explained
from frontdesk.settings.values import SettingsError, problem, read_file

_KEY = "action_endpoint"
_MODULE = "Write `action_endpoint: {actions_module: actions}` to run the actions in the assistant's process"
_URL = '`action_endpoint: {url: "http://127.0.0.1:5055/webhook"}` for an action server'
_HERE = ("127.0.0.1", "localhost")
_PORTS = {"http": 80, "https": 443}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "nlg": {},
        "tracker_store": {},
        _KEY: {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "actions_module": {
                    "type": "string",
                    "pattern": r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$",
                    "examples": ["actions"],
                },
                "url": {"type": "string", "minLength": 1},
            },
        },
    },
}


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
    raw = read_file(path, "Set FRONTDESK_ENDPOINTS_FILE to Rasa's endpoints file.")
    wrong = [sentence for _, error in explained(path, _SCHEMA, raw) for sentence in error.problems]
    if wrong:
        raise SettingsError(*wrong)
    return _endpoint(path, raw.get(_KEY, {}))


def _endpoint(path: Path, given: dict[str, str]) -> ActionEndpoint:
    wrong = partial(problem, path)
    if not given:
        raise wrong(_KEY, "does not say where the actions run", f"{_MODULE}, or {_URL}.")
    if len(given) > 1:
        raise wrong(_KEY, "has both `actions_module` and `url`", f"Keep one. {_MODULE}, or {_URL}.")
    if "url" in given:
        if not _is_address(given["url"]):
            remedy = "Write it as http://127.0.0.1:5055/webhook, or with https:// for another machine."
            raise wrong(f"{_KEY}.url", "is not an address", remedy)
        return ActionServer(given["url"])
    name = given["actions_module"]
    if importlib.util.find_spec(name.partition(".")[0]) is None:
        remedy = "It is probably misspelt; the actions that come with Frontdesk are `actions`."
        raise wrong(f"{_KEY}.actions_module", f"names {name!r}, which cannot be found from this folder", remedy)
    return ActionsModule(name)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
