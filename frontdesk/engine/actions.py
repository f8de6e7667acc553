"""How Rasa reaches the custom actions: the action server over HTTP, or, on the command line, in this process."""

import logging
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from actions.booking import ActionBooking
from actions.leave_message import ActionLeaveMessage
from frontdesk.action_secret import HEADER, action_secret
from frontdesk.booking.assembly import dialogue, reception
from frontdesk.log import log_failure
from frontdesk.settings.environment import Settings

_SECONDS = 5
logger = logging.getLogger(__name__)


def _without_history(call: dict[str, Any]) -> dict[str, Any]:
    """The call without what the actions do not need: past events (they hold what was said) and the domain."""
    tracker = call["tracker"]
    channel = tracker.get("latest_input_channel")
    event = {"event": "user", "input_channel": channel}
    return {**call, "domain": {}, "tracker": {**tracker, "events": [event]}}


class RemoteActions(EndpointConfig):
    """The action server of this installation. One kept connection, a short deadline, and a failure is said in words."""

    def __init__(self, config: Settings) -> None:
        secret = action_secret(config.secret_keys)
        super().__init__(f"http://127.0.0.1:{config.actions_port}/webhook", headers={HEADER: secret})
        self._session: aiohttp.ClientSession | None = None

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Have an action run (Rasa's EndpointConfig). Never raises for an action server that is down, slow or failing."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=_SECONDS)
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=timeout)
        try:
            async with self._session.post(self.url, json=_without_history(json)) as response:
                response.raise_for_status()
                return await response.json()
        except (TimeoutError, aiohttp.ClientError) as error:
            log_failure(logger, "The action server", error)
            return {"events": [], "responses": [{"response": "utter_booking_unavailable"}]}

    async def close(self) -> None:
        """Let the connection go."""
        if self._session is not None:
            await self._session.close()


class LocalActions(EndpointConfig):
    """The actions in this process, for the command line."""

    def __init__(self, config: Settings) -> None:
        super().__init__()
        self._executor = ActionExecutor()
        self._executor.register_action(ActionBooking(dialogue(config)))
        self._executor.register_action(ActionLeaveMessage(reception(config)))

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Have an action run (Rasa's EndpointConfig)."""
        return await self._executor.run(_without_history(json))
