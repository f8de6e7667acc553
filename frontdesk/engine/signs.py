"""Counts warnings, and questions about signs in doubt, by their group alone (data/safety)."""

from collections.abc import Mapping
from typing import Any

from frontdesk.content.topic_ids import SAFETY
from frontdesk.engine.nlu.parse_data import CHECK, FRONTDESK
from frontdesk.metrics.measures import ALARMS, CHECKS


def count_sign(understood: Mapping[str, Any], channel: str) -> None:
    """Count what a message means, given as Rasa's properties; most mean no sign."""
    intent = understood["intent"]["name"]
    if intent == SAFETY:
        key: str = understood["response_selector"][SAFETY]["response"]["intent_response_key"]
        ALARMS.labels(channel, key.removeprefix(f"{SAFETY}/")).inc()
        return
    details = understood.get(FRONTDESK) or {}
    group = details.get("check_again") or (details.get("check") if intent == CHECK else None)
    if group:
        CHECKS.labels(channel, group).inc()
