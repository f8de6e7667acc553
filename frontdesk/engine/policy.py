"""Rasa's RulePolicy without reading the whole conversation again at each step.

1. No rule looks further back than the longest one. Only that many of the newest states are made, straight from the events.
2. Which rules apply to a row of states never changes. It is remembered for recent states. They leave out what the patient
   typed, because no rule names a text.
3. Where the result would differ (loops, reverted or unknown events, slots that influence the conversation, rules that name a
   text), Rasa's own code runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT

PRIVATE_PARTS_OF = "3.6.21"  # Rasa: `_prediction_states`, `_get_possible_keys` and what they call
_MOST_REMEMBERED = 10_000
# Slots that influence the conversation are ruled out before.
_KNOWN = frozenset({ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, SlotSet, UserUttered})
State = dict[str, dict[str, Any]]


@dataclass
class _Moment:
    """What Rasa's Domain reads of a tracker to make its state."""

    latest_message: UserUttered
    latest_action: Mapping[str, str]
    slots: Mapping[str, Any] = field(default_factory=dict)
    active_loop: None = None


def _moments(tracker: DialogueStateTracker, count: int) -> list[_Moment] | None:
    """The newest `count` moments of this session: before each action, and now. None if an event needs Rasa's own code."""
    events = list(tracker.events)
    start = max((place for place, event in enumerate(events) if type(event) is SessionStarted), default=-1) + 1
    session = events[start:]
    if not {type(event) for event in session} <= _KNOWN or any(
        type(event) is DefinePrevUserUtteredFeaturization and event.use_text_for_featurization for event in session
    ):
        return None
    actions = [place for place, event in enumerate(session) if type(event) is ActionExecuted]
    return [_moment(session[:place]) for place in [*actions, len(session)][-count:]]


def _moment(past: list[Event]) -> _Moment:
    """The moment after these events of a session."""
    message = next((event for event in reversed(past) if type(event) is UserUttered), None)
    action = next((event for event in reversed(past) if type(event) is ActionExecuted), None)
    return _Moment(message or UserUttered.empty(), action.as_sub_state() if action else {})


def _frozen(value: Any) -> Any:
    return tuple(sorted((key, _frozen(part)) for key, part in value.items())) if isinstance(value, dict) else value


class RecentRulePolicy(RulePolicy):
    """Predicts what RulePolicy predicts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applicable: dict[Any, set[str]] = {}

    @cached_property
    def _rules(self) -> list[list[State]]:
        return [
            self._rule_key_to_state(key) for part in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH) for key in self.lookup[part]
        ]

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._rules), default=1)

    @cached_property
    def _names_texts(self) -> bool:
        return any(TEXT in state.get(USER, {}) for rule in self._rules for state in rule)

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        influenced = any(slot.has_features() for slot in tracker.slots.values())
        moments = None if influenced else _moments(tracker, self._longest)
        if moments is None:
            whole: list[State] = super()._prediction_states(
                tracker, domain, use_text_for_last_user_input, rule_only_data
            )
            return whole
        states = [domain.get_active_state(moment) for moment in moments]
        self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
        return states

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        if self._names_texts:
            rules: set[str] = super()._get_possible_keys(lookup, states)
            return rules
        states = [
            {**state, USER: {key: value for key, value in state.get(USER, {}).items() if key != TEXT}}
            for state in states[-self._longest :]
        ]
        key = (id(lookup), *map(_frozen, states))
        if key not in self._applicable:
            if len(self._applicable) >= _MOST_REMEMBERED:
                self._applicable.clear()
            self._applicable[key] = super()._get_possible_keys(lookup, states)
        return self._applicable[key]
