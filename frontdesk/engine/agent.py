"""Rasa's agent with a trained model, as every channel uses it."""

from collections.abc import Callable
from copy import copy
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import TrackerStore
from rasa.utils.endpoints import EndpointConfig

from frontdesk.content.reviewed import Responses
from frontdesk.engine.processor import LeanProcessor
from frontdesk.settings.clinic import Clinic

RESPONSES = "frontdesk.engine.responses.ClinicResponses"


def load_agent(
    model: Path | Agent,
    tracker_store: TrackerStore,
    actions: EndpointConfig,
    standing: Callable[[str], str] | None = None,
    person: Callable[[str], bool] | None = None,
    clinic: Clinic | None = None,
    own: Responses | None = None,
) -> Agent:
    """Rasa with a trained model. The tracker store is used as it is, so that its failures are seen and not hidden in memory.

    `model`: a file, or an agent whose model is then shared: both read messages in one queue, and nothing else is common.
    `standing` tells what stands of a conversation's bookings; without it no answer does.
    `person` asks for somebody of the front desk in a conversation; without it nobody is there.
    `clinic`: whose settings fill the texts, if not the only one's; `own`: the answers that it has in its own words.
    """
    agent = Agent(generator=EndpointConfig(type=RESPONSES), tracker_store=tracker_store, lock_store=InMemoryLockStore())
    agent.tracker_store = tracker_store
    agent.processor = _processor(model, agent, actions)
    agent.domain = tracker_store.domain = agent.processor.domain
    agent.nlg.responses = {**agent.domain.responses, **(own or {})}
    if clinic is not None:
        agent.nlg.clinic = clinic
    if standing is not None:
        agent.nlg.standing = standing
    if person is not None:
        agent.nlg.person = person
    return agent


def _processor(model: Path | Agent, agent: Agent, actions: EndpointConfig) -> LeanProcessor:
    if isinstance(model, Path):
        return LeanProcessor(model, agent.tracker_store, agent.lock_store, agent.nlg, actions)
    _ = model.processor._forgetting  # made at its first use, and one for all: its lock keeps readings apart
    processor: LeanProcessor = copy(model.processor)
    processor.tracker_store, processor.lock_store = agent.tracker_store, agent.lock_store
    processor.nlg, processor.action_endpoint = agent.nlg, actions
    return processor
