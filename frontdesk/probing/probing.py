"""The worker's part: every few minutes it asks, in a thread of its own, so that nothing to be sent waits for replies."""

import logging
import threading
from collections.abc import Sequence

from frontdesk.metrics.measures import SYNTHETIC_CHECKS, SYNTHETIC_RIGHT
from frontdesk.probing.chat import UnansweredError, reply_kinds
from frontdesk.probing.checks import CHECKS, SyntheticCheck

RIGHT, WRONG, UNANSWERED = "right", "wrong", "unanswered"
_log = logging.getLogger(__name__)


class Probing:
    """Asks the assistant at one address."""

    def __init__(self, url: str, secret_keys: Sequence[str]) -> None:
        self._url = url
        self._secret_keys = secret_keys
        self._asking: threading.Thread | None = None

    def ask(self) -> None:
        """Begin to ask all of CHECKS, unless the last time still goes on."""
        if self._asking is None or not self._asking.is_alive():
            self._asking = threading.Thread(target=self.ask_all, name="synthetic checks", daemon=True)
            self._asking.start()

    def ask_all(self) -> dict[str, str]:
        """What came of each check: RIGHT, WRONG or UNANSWERED. It is counted, and what is not right is logged."""
        outcomes = {check.name: self._outcome(check) for check in CHECKS}
        for name, outcome in outcomes.items():
            SYNTHETIC_CHECKS.labels(name, outcome).inc()
            SYNTHETIC_RIGHT.labels(name).set(outcome == RIGHT)
            if outcome != RIGHT:
                _log.error(
                    "The synthetic check %s was %s: patients may not be answered. docs/operations.md", name, outcome
                )
        return outcomes

    def _outcome(self, check: SyntheticCheck) -> str:
        try:
            kinds = reply_kinds(self._url, self._secret_keys, check.text)
        except UnansweredError:
            return UNANSWERED
        return WRONG if check.right.isdisjoint(kinds) else RIGHT
