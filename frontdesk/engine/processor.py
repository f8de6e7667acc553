"""Rasa's message processor without the work that it repeats for every message.

Stock Rasa plans the graph again, through dask, for each of the three or four runs that a message takes. Here each plan is made
once. Stock Rasa also compares each message with an empty domain that it builds on the spot. Our components write only intents
of the domain, so that check is left out. So are the copies of all events that Rasa makes for a debug log.

Messages are read in a queue beside the event loop (frontdesk/engine/reading.py). What a patient typed never reaches Rasa's
command parser (`/restart`, `/intent{...}`), because the component that reads commands is not in the graph.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, create_bot_utterance
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import GraphSchema
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.nlu.utils.spacy_utils import SpacyNLP
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from frontdesk.content.topic_ids import CALLBACK, LEAVE_MESSAGE, SAFETY, TWO_QUESTIONS
from frontdesk.engine.nlu.booking_reader import BookingReader
from frontdesk.engine.nlu.check import BESIDE, HELD, YES, left_of, open_check
from frontdesk.engine.nlu.components import intent_of
from frontdesk.engine.nlu.context import said_before, text_before
from frontdesk.engine.nlu.erasure import with_wish
from frontdesk.engine.nlu.other_language import language_before
from frontdesk.engine.nlu.parse_data import (
    BOOKING_STEP,
    CHECK,
    CHECK_REPLY,
    CLARIFY,
    FALLBACK,
    FRONTDESK,
    PRESSED,
    parse_data,
    within_booking,
)
from frontdesk.engine.nlu.safety_screen import SafetyScreen
from frontdesk.engine.policy import RecentRulePolicy
from frontdesk.engine.reading import ReadingQueue, looks_urgent
from frontdesk.engine.responses import THIRD
from frontdesk.engine.signs import count_sign
from frontdesk.language.forgetting import Forgetting
from frontdesk.language.packs import ENGLISH

PRIVATE_PARTS_OF = "3.6.21"  # Rasa: how MessageProcessor handles, parses and predicts; how DaskGraphRunner runs
_BEGINS = ("book", CALLBACK)  # buttons that begin a booking: what was said before belongs to it


class NoCommands(RegexMessageHandler):
    """Stands in for Rasa's component that reads commands, and reads none: every message is a text."""

    def process(self, messages: list[Message], domain: Domain | None = None) -> list[Message]:
        """The messages as they are."""
        return messages


class OneSpacyNLP(SpacyNLP):
    """Rasa's component with one pipeline for its two nodes, instead of one for each."""

    load_model = staticmethod(lru_cache(maxsize=1)(SpacyNLP.load_model))


_STAND_INS = {RulePolicy: RecentRulePolicy, SpacyNLP: OneSpacyNLP, RegexMessageHandler: NoCommands}


class PlannedGraphRunner(DaskGraphRunner):
    """Runs a prediction graph's nodes one after the other, in an order that is computed once for each set of targets.

    It replaces some of Rasa's components by faster ones that do the same.
    """

    def __init__(self, graph_schema: GraphSchema, *args: Any, **kwargs: Any) -> None:
        nodes = {
            name: replace(node, uses=_STAND_INS.get(node.uses, node.uses)) for name, node in graph_schema.nodes.items()
        }
        super().__init__(GraphSchema(nodes), *args, **kwargs)
        self._plans: dict[tuple[str, ...], list[str]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the target nodes by name (see Rasa's GraphRunner)."""
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(list(wanted))
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._plans[wanted]:
            if name not in results:
                needs = self._graph_schema.nodes[name].needs.values()
                results[name] = self._instantiated_nodes[name](*(results[need] for need in needs))
        return {name: results[name][1] for name in wanted}

    def of_class(self, wanted: type[Any]) -> list[Any]:
        """The nodes of a class."""
        components = [node._component for node in self._instantiated_nodes.values()]
        return [component for component in components if isinstance(component, wanted)]

    def _plan(self, targets: list[str]) -> list[str]:
        needed = self._graph_schema.minimal_graph_schema(targets).nodes
        return list(TopologicalSorter({name: node.needs.values() for name, node in needed.items()}).static_order())


class LeanProcessor(MessageProcessor):
    """Rasa's processor with planned graphs. The button of a topic, pressed inside a booking, is a question inside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reading = ReadingQueue()
        nodes = self.model_metadata.predict_schema.nodes
        self._screen = next(name for name, node in nodes.items() if issubclass(node.uses, SafetyScreen))

    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """What a message means (see Rasa's MessageProcessor), read in its turn beside the event loop."""
        past = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        read = partial(self._read, message, past, only_output_properties)
        parse_data: dict[str, Any] = await self._reading.run(looks_urgent(message.text), read)
        self._update_full_retrieval_intent(parse_data)
        return parse_data

    def _read(self, message: UserMessage, tracker: DialogueStateTracker, *how: bool) -> dict[str, Any]:
        """What a message means. A "no" to a check means whatever the held-back message meant."""
        understood = self._parse_message_with_graph(message, tracker, *how)
        ours = understood.get(FRONTDESK, {})
        if HELD not in ours:
            return with_wish(understood, tracker)
        held = left_of(ours[HELD], tracker)
        return self._held([ours[BESIDE], held] if BESIDE in ours else [held], tracker, *how)

    def _held(self, texts: Sequence[str], tracker: DialogueStateTracker, *how: bool) -> dict[str, Any]:
        """What the first of some texts means that is understood; a bare yes where none is: there is nothing left to answer."""
        for text in texts:
            again = UserMessage(text, sender_id=tracker.sender_id, metadata={HELD: True})
            meant = self._parse_message_with_graph(again, tracker, *how)
            if meant["intent"]["name"] not in (FALLBACK, CLARIFY):
                return {**meant, FRONTDESK: {**meant.get(FRONTDESK, {}), HELD: text}}
        return {**parse_data("affirm", 1.0, lang=meant.get(FRONTDESK, {}).get("lang"), held=texts[-1]), TEXT: texts[-1]}

    async def _pressed(self, choice: str, tracker: DialogueStateTracker) -> dict[str, Any]:
        """What a button of a check means: the warning, what was held back, or, once the question is over, a plain yes or no."""
        pending = open_check(tracker)
        if pending is None:
            return parse_data("affirm" if choice == YES else "deny", 1.0)
        if choice == YES:
            return parse_data(f"{SAFETY}/{pending.group}", 1.0)
        return await self._reading.run(False, partial(self._held, [left_of(pending.held, tracker)], tracker))

    async def sign(self, text: str) -> dict[str, Any] | None:
        """What the screen finds in a text (`safety`, `check`), as Rasa's message properties, or None. Needs no database."""
        return await self._reading.run(looks_urgent(text), partial(self._forgetting.read, self._screened, text))

    def _screened(self, text: str) -> dict[str, Any] | None:
        nothing_said = DialogueStateTracker.from_events("", [])
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: nothing_said}
        (message,) = self.graph_runner.run(inputs, targets=[self._screen])[self._screen]
        found: dict[str, Any] = message.as_dict(only_output_properties=True)
        return found if intent_of(message) in (SAFETY, CHECK) else None

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, PlannedGraphRunner
            )
        return Path(model_path).name, metadata, runner

    async def _handle_message_with_tracker(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        if message.parse_data:
            pressed = await self._of_button(message.parse_data, tracker)
            language = language_before(tracker, message.metadata)
            spoken = {} if language == ENGLISH else {"lang": language}
            message.parse_data = {**pressed, FRONTDESK: {**(pressed.get(FRONTDESK) or {}), **spoken, PRESSED: True}}
        await super()._handle_message_with_tracker(message, tracker)

    async def _of_button(self, pressed: dict[str, Any], tracker: DialogueStateTracker) -> dict[str, Any]:
        if pressed["intent"]["name"] == CHECK_REPLY:
            return {**await self._pressed(pressed[FRONTDESK]["choice"], tracker), TEXT: pressed[TEXT]}
        if pressed["intent"]["name"] == LEAVE_MESSAGE:
            quoted = text_before(tracker) if said_before(tracker).kind == CLARIFY else ""
            pressed = {**pressed, FRONTDESK: {"choice": LEAVE_MESSAGE, "quoted": quoted}}
        if tracker.get_slot(BOOKING_STEP):
            pressed = within_booking(pressed)
        elif pressed["intent"]["name"] in _BEGINS:
            before = partial(self._forgetting.read, self.graph_runner.of_class(BookingReader)[0].before, tracker)
            pressed = {**pressed, FRONTDESK: {**pressed[FRONTDESK], **await self._reading.run(False, before)}}
        pending = open_check(tracker)
        if pending is None or pending.repeated:
            return pressed
        return {**pressed, FRONTDESK: {**pressed[FRONTDESK], "check_again": pending.group}}

    async def _run_prediction_loop(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        count_sign(tracker.latest_message.parse_data, output_channel.name())
        await super()._run_prediction_loop(output_channel, tracker)
        also = self.nlg.also_named(tracker, output_channel.name())
        if also:
            await self._say(also, output_channel, tracker)
        understood = (tracker.latest_message.parse_data or {}).get(FRONTDESK) or {}
        if understood.get("third") and tracker.latest_message.intent_name == TWO_QUESTIONS:
            await self._say(await self.nlg.generate(THIRD, tracker, output_channel.name()), output_channel, tracker)
        if understood.get("check_again"):
            asked = await self.nlg.generate("utter_check", tracker, output_channel.name())
            await self._say(asked, output_channel, tracker)

    async def _say(self, said: dict[str, Any], output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        await output_channel.send_response(tracker.sender_id, dict(said))
        tracker.update(create_bot_utterance(said), self.domain)

    @cached_property
    def _forgetting(self) -> Forgetting:
        return Forgetting(self.graph_runner.of_class(SpacyNLP)[0].provide().model)

    def _parse_message_with_graph(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._forgetting.read(super()._parse_message_with_graph, *args, **kwargs)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        pass

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        if not any(isinstance(event, ActionExecutionRejected) for event in events or ()):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events or [], self.domain)
