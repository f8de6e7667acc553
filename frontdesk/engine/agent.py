"""Rasa's agent with a trained model, as every channel uses it."""

from collections.abc import Callable
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import TrackerStore
from rasa.utils.endpoints import EndpointConfig

from frontdesk.engine.processor import LeanProcessor

RESPONSES = "frontdesk.engine.responses.ClinicResponses"


def load_agent(
    model: Path,
    tracker_store: TrackerStore,
    actions: EndpointConfig,
    standing: Callable[[str], str] | None = None,
    person: Callable[[str], bool] | None = None,
) -> Agent:
    """Rasa with a trained model. The tracker store is used as it is, so that its failures are seen and not hidden in memory.

    `standing` tells what stands of a conversation's bookings; without it no answer does.
    `person` asks for somebody of the front desk in a conversation; without it nobody is there.
    """
    agent = Agent(generator=EndpointConfig(type=RESPONSES), tracker_store=tracker_store, lock_store=InMemoryLockStore())
    agent.tracker_store = tracker_store
    agent.processor = LeanProcessor(model, tracker_store, agent.lock_store, agent.nlg, actions)
    agent.domain = tracker_store.domain = agent.processor.domain
    agent.nlg.responses = agent.domain.responses
    if standing is not None:
        agent.nlg.standing = standing
    if person is not None:
        agent.nlg.person = person
    return agent
