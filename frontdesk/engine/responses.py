"""Rasa's answer generator: the reviewed texts of `frontdesk.content.answers`, chosen by what was understood."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from frontdesk.booking.buttons import GO_ON
from frontdesk.booking.catalogue import VALUES
from frontdesk.content.answers import ENGLISH, FRENCH, SAID_BY_CODE, Answer, Answers, utter_action
from frontdesk.content.opening_days import opening_of_days
from frontdesk.content.topic_ids import FAQ, HANDOFF, SAFETY
from frontdesk.engine.nlu.check import BUTTONS, FRENCH_BUTTONS, HELD
from frontdesk.engine.nlu.context import MESSAGE, Said, said_before
from frontdesk.engine.nlu.parse_data import BOOKING_STEP, FRONTDESK
from frontdesk.settings.environment import settings

WEB = "web"
SMS = "sms"
_BOOKING, _COMMUNICATION = "utter_booking_", "utter_communication_"
_OURS = frozenset({*VALUES, *SAID_BY_CODE})
_OPENING_HOURS = f"utter_{FAQ}/opening_hours"
_LOCATION_HOURS = f"utter_{FAQ}/location_hours"
_APPOINTMENT_STATUS = f"utter_{FAQ}/appointment_status"
_SECOND = "utter_second_answer"
_DENIED = "utter_check_denied"
_AFTER_SIGN = {_BOOKING: f"{_BOOKING}after_sign", _COMMUNICATION: f"{_COMMUNICATION}after_sign"}


def as_message(answer: Answer) -> dict[str, Any]:
    """A web message (docs/http.md) for an answer, with a new id and the present time."""
    return {
        "id": secrets.token_hex(16),
        "from": "bot",
        **answer.as_dict(),
        "at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
    }


class ClinicResponses(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml. Rasa sets `responses` from the model once it is loaded.

    `standing`: says in a sentence which bookings of a conversation still stand; may block.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._answers: Answers | None = None
        self.standing: Callable[[str], str] = lambda conversation_id: ""

    @property
    def responses(self) -> dict[str, list[dict[str, Any]]]:
        """All response variations by name."""
        return self._responses

    @responses.setter
    def responses(self, responses: dict[str, list[dict[str, Any]]]) -> None:
        self._responses = responses
        self._answers = None

    @property
    def answers(self) -> Answers:
        """The texts, filled with this clinic's settings."""
        if self._answers is None:
            self._answers = Answers(self._responses, settings().clinic)
        return self._answers

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message under a response name; None if there is no such response."""
        if utter_action not in self._responses and utter_action not in _OURS:
            return None
        channel = SMS if output_channel == SMS else WEB
        latest = tracker.latest_message
        understood = (latest.parse_data or {}).get(FRONTDESK, {}) if latest else {}
        said_by = next((prefix for prefix in _AFTER_SIGN if utter_action.startswith(prefix)), None)
        if said_by:
            before = said_before(tracker, latest_is_present=True)
            lead = (_AFTER_SIGN[said_by],) if before.kind in ("emergency", "urgent") else ()
            if understood.get(HELD):
                lead = (*lead, _DENIED)
            answer = self._booking((*lead, *kwargs.get("lead", ()), utter_action), channel, kwargs)
        else:
            asked = understood.get(HELD) or (latest.text if latest else "") or ""
            name, values = await self._with_values(self._meant(utter_action, understood), asked, tracker.sender_id)
            before = said_before(tracker, latest_is_present=True)
            answer = self._answer(name, channel, understood, before, values)
            if understood.get(HELD) and utter_action != _SECOND:
                answer = replace(answer, text=f"{self.answers.fixed(_DENIED, channel)} {answer.text}")
            if kwargs.get("choices"):
                answer = replace(answer, buttons=tuple((choice, title) for choice, title in kwargs["choices"]))
            elif utter_action == "utter_after_safety" and tracker.get_slot(BOOKING_STEP):
                answer = replace(answer, buttons=(*answer.buttons, GO_ON))
        message = as_message(answer)
        return {
            "text": answer.text,
            "buttons": [{"title": b["title"], "payload": b["id"]} for b in message["buttons"]],
            MESSAGE: message,
        }

    def warning(self, sign: dict[str, Any], channel: str) -> dict[str, Any]:
        """The message for a warning sign (as `LeanProcessor.sign` gives it), whatever was said before."""
        name = sign["response_selector"][SAFETY]["response"]["utter_action"]
        return as_message(self._answer(name, channel, sign.get(FRONTDESK, {}), Said(), {}))

    def _meant(self, name: str, understood: dict[str, Any]) -> str:
        if name == _SECOND and "second" in understood:
            return utter_action(understood["second"], self._responses)
        return name

    async def _with_values(self, name: str, asked: str, conversation_id: str) -> tuple[str, dict[str, str]]:
        """The response that answers, and the values that depend on the moment or on the conversation.

        If no day is named, opening hours get the answer of location and hours.
        """
        if name == _OPENING_HOURS:
            clinic = settings().clinic
            day = opening_of_days(asked, clinic, datetime.now(clinic.timezone))
            return (name, {"opening_day": day}) if day else (_LOCATION_HOURS, {})
        if name == _APPOINTMENT_STATUS:
            return name, {"standing": await asyncio.to_thread(self.standing, conversation_id)}
        return name, {}

    def _answer(
        self, name: str, channel: str, understood: dict[str, Any], before: Said, values: dict[str, str]
    ) -> Answer:
        answers = self.answers
        about = understood.get("about")
        if name == "utter_check":
            return self._check(understood.get("check_again") or understood["check"], channel, understood)
        if name == "utter_clarify":
            return answers.clarify(understood["candidates"], channel)
        if name == "utter_fallback":
            return answers.fallback(channel, again=before.kind == "fallback")
        if name in ("utter_more", "utter_rephrase"):
            return self._on_last_answer(name, about, channel)
        answer = answers.answer(name, channel, **values)
        return answers.with_french(answer, channel) if understood.get("french") else answer

    def _check(self, group: str, channel: str, understood: dict[str, Any]) -> Answer:
        language = FRENCH if understood.get("french") else ENGLISH
        answer = self.answers.answer(f"utter_check_{group}", channel, language)
        return replace(answer, topics=(), buttons=FRENCH_BUTTONS if language == FRENCH else BUTTONS)

    def _booking(self, names: Sequence[str], channel: str, said: dict[str, Any]) -> Answer:
        """What the action server asks to be said: responses, values and buttons (actions/base.py)."""
        kind, topic = ("handoff", HANDOFF) if names[-1].startswith(_COMMUNICATION) else ("booking", "book")
        return self.answers.booking(
            names,
            channel,
            said.get("kind", kind),
            said.get("topic", topic),
            said.get("values", {}),
            [(choice, title) for choice, title in said.get("choices", ())],
        )

    def _on_last_answer(self, name: str, about: str | None, channel: str) -> Answer:
        if about is None:
            return self.answers.nothing_yet(channel)
        return self.answers.more(about, channel) if name == "utter_more" else self.answers.in_short(about)
