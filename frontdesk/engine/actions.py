"""How Rasa reaches the custom actions: in this process, or the action server over HTTP (frontdesk/settings/endpoints.py)."""

import logging
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig

from actions.executor import SECONDS, executor, unavailable
from frontdesk.action_secret import HEADER, REQUEST_HEADER, action_secret
from frontdesk.log import REQUEST, log_failure
from frontdesk.settings.endpoints import ActionServer
from frontdesk.settings.environment import Settings
from frontdesk.storage.store import Store

logger = logging.getLogger(__name__)


def _without_history(call: dict[str, Any]) -> dict[str, Any]:
    """The call without what the actions do not need: past events (they hold what was said) and the domain."""
    tracker = call["tracker"]
    channel = tracker.get("latest_input_channel")
    event = {"event": "user", "input_channel": channel}
    return {**call, "domain": {}, "tracker": {**tracker, "events": [event]}}


class RemoteActions(EndpointConfig):
    """An action server. One kept connection, a short deadline, and a failure is said in words."""

    def __init__(self, url: str, config: Settings) -> None:
        super().__init__(url, headers={HEADER: action_secret(config.secret_keys)})
        self._session: aiohttp.ClientSession | None = None

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Have an action run (Rasa's EndpointConfig). Never raises for an action server that is down, slow or failing."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=SECONDS)
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=timeout)
        try:
            headers = {REQUEST_HEADER: REQUEST.get()}
            async with self._session.post(self.url, json=_without_history(json), headers=headers) as response:
                response.raise_for_status()
                return await response.json()
        except (TimeoutError, aiohttp.ClientError) as error:
            log_failure(logger, "The action server", error)
            return unavailable()

    async def close(self) -> None:
        """Let the connection go."""
        if self._session is not None:
            await self._session.close()


class LocalActions(EndpointConfig):
    """The actions in this process. A failure is said in words."""

    def __init__(self, config: Settings, store: Store) -> None:
        super().__init__()
        self._executor = executor(config, store)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Have an action run (Rasa's EndpointConfig). Never raises for an action that is slow, failing or not there."""
        try:
            return await self._executor.run(_without_history(json))
        except Exception as error:
            log_failure(logger, f"The action {json.get('next_action')}", error)
            return unavailable()

    async def close(self) -> None:
        """Wait for the actions that are under way."""
        await self._executor.finish()


def open_actions(config: Settings, store: Store) -> LocalActions | RemoteActions:
    """The custom actions, where endpoints.yml has them run."""
    endpoint = config.action_endpoint
    return RemoteActions(endpoint.url, config) if isinstance(endpoint, ActionServer) else LocalActions(config, store)
