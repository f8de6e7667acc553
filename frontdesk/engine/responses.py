"""Rasa's answer generator: the reviewed texts of `frontdesk.content.answers`, chosen by what was understood."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from frontdesk.booking import catalogue
from frontdesk.booking.buttons import ERASE_REPLIES, GO_ON
from frontdesk.content.answers import Answer, Answers
from frontdesk.content.opening_days import opening_in_words, opening_of_days
from frontdesk.content.repeating import handed_on, in_other_words, unsaid
from frontdesk.content.response_names import SAID_BY_CODE, topic_of, utter_action
from frontdesk.content.reviewed import LEVELS
from frontdesk.content.topic_ids import FAQ, HANDOFF, SAFETY
from frontdesk.conversations.channels import channel_of
from frontdesk.conversations.messages import Message
from frontdesk.engine.answer_messages import as_message, generated
from frontdesk.engine.moment import Moment
from frontdesk.engine.nlu.check import BUTTONS, HELD
from frontdesk.engine.nlu.context import said_before, texts_before
from frontdesk.engine.nlu.parse_data import BOOKING_STEP, FRONTDESK
from frontdesk.language.gloss import reading_of
from frontdesk.language.packs import ENGLISH, pack_of
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.clinics import settings

_BOOKING, _COMMUNICATION = "utter_booking_", "utter_communication_"
_OPENING_HOURS = f"utter_{FAQ}/opening_hours"
_LOCATION_HOURS = f"utter_{FAQ}/location_hours"
_APPOINTMENT_STATUS = f"utter_{FAQ}/appointment_status"
_PERSON, _PERSON_THERE, _PERSON_AWAY = f"utter_{HANDOFF}", "utter_person_there", "utter_person_away"
_SECOND, THIRD = "utter_second_answer", "utter_third_answer"
_FURTHER = {_SECOND: "second", THIRD: "third"}  # response -> what was understood
_FALLBACK, _FALLBACK_AGAIN = "utter_fallback", "utter_fallback_again"
_CHECK = "utter_check"
_WITHOUT_LEAD = (*_FURTHER, _CHECK)
_ON_LAST_ANSWER = ("utter_more", "utter_rephrase")
_ON_WHAT_WAS_SAID = ("utter_clarify", *_ON_LAST_ANSWER)
_AFTER_SAFETY = "utter_after_safety"
_LATELY = 12  # texts
_ERASE = "utter_erase"
_AFTER_SIGN = {_BOOKING: f"{_BOOKING}after_sign", _COMMUNICATION: f"{_COMMUNICATION}after_sign"}


class ClinicResponses(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml. Rasa sets `responses` from the model once it is loaded.

    `standing`: says in a sentence which bookings of a conversation still stand; may block. `person`: asks for somebody
    of the front desk in a conversation, and says whether one is there; may block.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._answers: dict[str, Answers] = {}
        self._clinic: Clinic | None = None
        self.standing: Callable[[str], str] = lambda conversation_id: ""
        self.person: Callable[[str], bool] = lambda conversation_id: False

    @property
    def responses(self) -> dict[str, list[dict[str, Any]]]:
        """All response variations by name."""
        return self._responses

    @responses.setter
    def responses(self, responses: dict[str, list[dict[str, Any]]]) -> None:
        self._responses = {**catalogue.texts(), **responses}
        self._answers = {}

    @property
    def clinic(self) -> Clinic:
        """Whose settings fill the texts. Rasa's own tools, which name no clinic, have the only one."""
        return self._clinic or settings().clinic

    @clinic.setter
    def clinic(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._answers = {}

    @property
    def answers(self) -> Answers:
        """The texts in English, filled with this clinic's settings."""
        return self.answers_in(ENGLISH)

    def answers_in(self, language: str) -> Answers:
        """The texts in a language; in English where there are none."""
        if language not in self._answers:
            self._answers[language] = Answers(self._responses, self.clinic, pack_of(language))
        return self._answers[language]

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message under a response name; None if there is no such response."""
        if utter_action not in self._responses and utter_action not in {*catalogue.values(), *SAID_BY_CODE, THIRD}:
            return None
        channel = channel_of(output_channel).form
        latest = tracker.latest_message
        understood = (latest.parse_data or {}).get(FRONTDESK, {}) if latest else {}
        moment = Moment(
            channel, understood, said_before(tracker, latest_is_present=True), texts_before(tracker)[:_LATELY]
        )
        said_by = next((prefix for prefix in _AFTER_SIGN if utter_action.startswith(prefix)), None)
        if said_by:
            warned = (_AFTER_SIGN[said_by],) if moment.before.kind in LEVELS else ()
            leads = () if kwargs.get("further") else (*warned, *moment.lead)
            names = (*leads, *kwargs.get("lead", ()), utter_action)
            return generated(self._booking(names, moment, kwargs), moment.language)
        asked = understood.get(HELD) or (latest.text if latest else "") or ""
        meant = self._meant(utter_action, understood)
        name, values = await self._with_values(meant, asked, tracker.sender_id, moment.language)
        answer = self._fresh(name, moment, values)
        if utter_action not in _WITHOUT_LEAD:
            answer = self._led(answer, moment)
        titled = self.answers_in(moment.language).titled
        if kwargs.get("choices"):
            answer = replace(answer, buttons=titled([(choice, title) for choice, title in kwargs["choices"]]))
        elif utter_action == _AFTER_SAFETY and tracker.get_slot(BOOKING_STEP):
            answer = replace(answer, buttons=(*answer.buttons, *titled([GO_ON])))
        return generated(answer, moment.language)

    def also_named(self, tracker: DialogueStateTracker, output_channel: str) -> dict[str, Any] | None:
        """The message on the second thing that was named, where one question names two that are answered apart."""
        understood = tracker.latest_message.parse_data
        selected = understood["response_selector"].get(FAQ) if understood["intent"]["name"] == FAQ else None
        if not selected:
            return None
        topic = topic_of(selected["response"]["utter_action"])
        ours = understood.get(FRONTDESK, {})
        language = str(ours.get("lang") or ENGLISH)
        answers = self.answers_in(language)
        apart = answers.about_named(topic, ours.get("named", ()), channel_of(output_channel).form)
        return generated(apart[1][2], language) if len(apart) > 1 else None

    def screened(self, sign: dict[str, Any], channel: str) -> Message:
        """The message for a warning sign, or for one in doubt (as `LeanProcessor.sign` gives it), whatever was said before."""
        selected = sign["response_selector"].get(SAFETY)
        name = selected["response"]["utter_action"] if selected else _CHECK
        moment = Moment(channel_of(channel).form, sign.get(FRONTDESK, {}))
        return as_message(replace(self._answer(name, moment, {}), lang=moment.language))

    def _meant(self, name: str, understood: dict[str, Any]) -> str:
        if name == _AFTER_SAFETY and understood.get("after"):
            return f"{name}_{understood['after']}"
        further = understood.get(_FURTHER.get(name, ""))
        return utter_action(further, self._responses) if further else name

    async def _with_values(
        self, name: str, asked: str, conversation_id: str, language: str
    ) -> tuple[str, dict[str, str]]:
        """The response that answers, and the values that depend on the moment or on the conversation.

        If no day is named, opening hours get the answer of location and hours.
        """
        if name == _OPENING_HOURS:
            pack = pack_of(language)
            in_english = reading_of(pack).of(asked).text if pack else asked
            day = opening_of_days(in_english, self.clinic, datetime.now(self.clinic.timezone))
            return (name, {"opening_day": day}) if day else (_LOCATION_HOURS, {})
        if name == _PERSON:
            return await self._person(conversation_id)
        if name == _APPOINTMENT_STATUS:
            return name, {"standing": await asyncio.to_thread(self.standing, conversation_id)}
        return name, {}

    async def _person(self, conversation_id: str) -> tuple[str, dict[str, str]]:
        """What to say to somebody who wants a person: one is there, or when they are back, or how to reach them now."""
        if await asyncio.to_thread(self.person, conversation_id):
            return _PERSON_THERE, {}
        is_open, opens = opening_in_words(datetime.now(self.clinic.timezone), self.clinic)
        return (_PERSON, {}) if is_open or not opens else (_PERSON_AWAY, {"opens": opens})

    def _fresh(self, name: str, moment: Moment, values: dict[str, str]) -> Answer:
        """The answer to the point of the question, in words that were not said lately."""
        answers, channel = self.answers_in(moment.language), moment.channel
        if name in (_PERSON_THERE, _PERSON_AWAY):
            return answers.person(name, channel, **values)
        if name in _ON_LAST_ANSWER and not moment.understood.get("about"):
            name = "utter_nothing_yet"
        if name in _ON_WHAT_WAS_SAID:
            answer = self._answer(name, moment, values)
            return unsaid(answer, handed_on(answers, answer, channel), moment.lately)
        named = answers.about_named(topic_of(name), moment.understood.get("named", ()), channel)
        if name == _FALLBACK and moment.before.kind == "fallback":
            name = _FALLBACK_AGAIN
        name, values, answer = named[0] if named else (name, values, self._answer(name, moment, values))
        first = answers.yes_or_no(name) if moment.understood.get("yes_no") else ""
        said_first = replace(answer, text=f"{first} {answer.text}".lstrip())
        others = in_other_words(answers, name, answer, channel, **values)
        return unsaid(said_first, others, moment.lately, may_repeat=not name.startswith(_AFTER_SAFETY))

    def _answer(self, name: str, moment: Moment, values: dict[str, str]) -> Answer:
        understood, channel = moment.understood, moment.channel
        answers = self.answers_in(moment.language)
        if name == _CHECK:
            return self._check("open" if understood.get("check_again") else understood["check"], moment)
        if name == "utter_clarify":
            return answers.clarify(understood["candidates"], channel)
        if name in (_FALLBACK, _FALLBACK_AGAIN):
            return self._not_known(name, moment)
        if name == "utter_nothing_yet":
            return answers.nothing_yet(channel)
        if name in _ON_LAST_ANSWER:
            return (
                answers.more(understood["about"], channel)
                if name == "utter_more"
                else answers.in_short(understood["about"])
            )
        answer = answers.answer(name, channel, **values)
        return replace(answer, buttons=answers.titled(ERASE_REPLIES)) if name == _ERASE else answer

    def _not_known(self, name: str, moment: Moment) -> Answer:
        language = moment.understood.get("language")
        if language:
            return self.answers.other_language(language, moment.channel)
        return self.answers_in(moment.language).fallback(moment.channel, again=name == _FALLBACK_AGAIN)

    def _led(self, answer: Answer, moment: Moment) -> Answer:
        """The answer behind what is acknowledged or settled first."""
        leads = []
        for name in moment.lead:
            forms = self.answers_in(moment.language).forms(name, moment.channel)
            leads += next(([form] for form in forms if not any(form in text for text in moment.said)), forms[:1])
        begins, _, rest = answer.text.partition(" ")
        twice = rest and begins.endswith(".") and any(lead.startswith(f"{begins} ") for lead in leads)
        return replace(answer, text=" ".join([*leads, rest if twice else answer.text]))

    def _check(self, name: str, moment: Moment) -> Answer:
        """The question of a safety group, or "open": that it still is."""
        answers = self.answers_in(moment.language)
        answer = answers.answer(f"utter_check_{name}", moment.channel)
        return replace(answer, topics=(), buttons=answers.titled(BUTTONS))

    def _booking(self, names: Sequence[str], moment: Moment, said: dict[str, Any]) -> Answer:
        """What an action asks to be said: responses, values and buttons (actions/base.py)."""
        kind, topic = ("handoff", HANDOFF) if names[-1].startswith(_COMMUNICATION) else ("booking", "book")
        return self.answers_in(moment.language).booking(
            names,
            moment.channel,
            said.get("kind", kind),
            said.get("topic", topic),
            said.get("values", {}),
            [(choice, title) for choice, title in said.get("choices", ())],
        )
