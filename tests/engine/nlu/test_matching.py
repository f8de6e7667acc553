"""What a message asks: one question, two, or a second one that only seems so. With the trained model."""

from pathlib import Path

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from frontdesk.engine.agent import load_agent
from frontdesk.engine.nlu.matching import Matcher
from frontdesk.engine.nlu.parse_data import FALLBACK
from frontdesk.engine.nlu.topic_matcher import TopicMatcher
from frontdesk.language.pipeline import language


@pytest.fixture(scope="module")
def matcher(model: Path) -> Matcher:
    agent = load_agent(model, InMemoryTrackerStore(Domain.empty()), EndpointConfig())
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    (component,) = (node._component for node in nodes if isinstance(node._component, TopicMatcher))
    return component._matcher


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("what time do you close and the price?", "opening_hours", "cost"),
        ("insurance, and does it hurt", "insurance", "does_it_hurt"),
        ("does it hurt? any side effects? how much is it?", "does_it_hurt", "side_effects"),
        ("need an appointment this week, do you bill sun life directly", "book", "insurance"),
        ("i'm on warfarin, can i have it? cost?", "blood_thinners", "cost"),
        ("Sciatica has bothered me since May. Can you help, and how much is it?", "sciatica", "cost"),
        ("got sciatica for years, can you help and how much", "sciatica", "cost"),
        ("does it hurt as well as how much is it", "does_it_hurt", "cost"),
        ("frozen shoulder here, does needling help with that or is it too painful", "frozen_shoulder", "does_it_hurt"),
        ("do you treat sciatica and frozen shoulder", "sciatica", "frozen_shoulder"),
        ("can pregnant women get it and what about blood thinners", "pregnancy", "blood_thinners"),
        ("i take eliquis, is it safe on blood thinners, and do you treat children", "blood_thinners", "children"),
    ],
)
def test_two_questions_in_the_order_they_were_asked(matcher: Matcher, text: str, first: str, second: str) -> None:
    match = matcher.match(language()(text))
    assert (match.intent, match.second) == (first, second)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("parking and pay up front", ["parking_access", "payment_methods"]),
        ("the duration of a visit and the fees please", ["session_length", "cost"]),
        ("i'd like to know the price, and whether my wife can sit in", ["cost", "bring_someone"]),
        ("how much, how long, how often", ["cost", "session_length", "number_of_sessions"]),
        ("what does it cost, do i need a referral and does it hurt", ["cost", "referral", "does_it_hurt"]),
        ("price + parking + opening hours", ["cost", "parking_access", "opening_hours"]),
        ("how mcuh is it n do u take visa", ["cost", "payment_methods"]),
    ],
)
def test_lists_and_three_questions_are_answered_whole(matcher: Matcher, text: str, topics: list[str]) -> None:
    match = matcher.match(language()(text))
    assert [topic for topic in (match.intent, match.second, match.third) if topic] == topics


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("trigger point or segmental, whats the difference", "technique_comparison"),
        ("frozen shoulder, do you treat it", "frozen_shoulder"),
        ("ims vs acupuncture, same thing?", "versus_acupuncture"),
    ],
)
def test_what_is_named_in_passing_is_no_second_question(matcher: Matcher, text: str, topic: str) -> None:
    match = matcher.match(language()(text))
    assert (match.intent, match.second) == (topic, None)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ddo u giys do dri neeling", "about_clinic"),
        ("dos it hrut", "does_it_hurt"),
        ("how meny seshuns", "number_of_sessions"),
        ("is it saef", "safety"),
        ("wat shoud i waer", "preparation"),
        ("whihc insurnace do yuo take", "insurance"),
        ("canu tret my shollder its frozn", "frozen_shoulder"),
    ],
)
def test_badly_typed_questions_are_understood(matcher: Matcher, text: str, topic: str) -> None:
    assert matcher.match(language()(text)).intent == topic


@pytest.mark.parametrize(
    "text", ["on eliquis since my clot, is it a problem", "is it painful, like a bee sting, or not"]
)
def test_a_question_that_only_points_back_is_no_second_one(matcher: Matcher, text: str) -> None:
    assert matcher.match(language()(text)).second is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("is it possible to pay by debit card", "payment_methods"),
        ("do you bill blue cross", "insurance"),
        ("how much would i have to pay", "cost"),
        ("may my kids wait there while i'm treated", "bring_someone"),
        ("can my child be treated with needles", "children"),
        ("what do i bring along", "preparation"),
        ("do you accept any new patients", "new_patients"),
        ("new patient, can i get in friday", "book"),
        ("what happens the first time i come", "first_visit"),
        ("do i need an appointment or can i just come", "walk_ins"),
        ("can i come in today at 3", "book"),
        ("could i ask for a woman", "choice_of_practitioner"),
        ("is the physio certified", "practitioner_qualifications"),
        ("could you send me a receipt for my taxes", "records_receipts"),
        ("what time is my appointment tomorrow", "appointment_status"),
        ("can you make my appointment later", "reschedule"),
        ("is there parking at the clinic", "parking_access"),
        ("what is your address", "location_hours"),
        ("are you open next saturday", "opening_hours"),
        ("i lost my scarf at your clinic", "leave_message"),
        ("stop sending me your newsletter", "leave_message"),
        ("i have a new address", "leave_message"),
        ("please let my physio know the tape came off again", "leave_message"),
        ("nobody ever phoned me back about my invoice", "leave_message"),
        ("i got a new insurance card last week", "leave_message"),
        ("here is a photo of my referral", "leave_message"),
        ("could you tell them my bus is late", "arriving"),
        ("im sitting in the waiting room and nobody has come", "arriving"),
        ("running 20 min late sry", "arriving"),
        ("what happens if i show up late", "cancellation_policy"),
        ("can i come half an hour later because of the traffic", "reschedule"),
        ("is my appointment still on", "appointment_status"),
        ("when is it again", "appointment_status"),
        ("can i leave a message for somebody", "talk_to_human"),
        ("i ran late for work and my back hurts", "personal_advice"),
        ("cancel my appointment on monday", "cancel"),
    ],
)
def test_neighbours_are_told_apart(matcher: Matcher, text: str, topic: str) -> None:
    assert matcher.match(language()(text)).intent == topic


@pytest.mark.parametrize(
    "text",
    [
        "is your clinic hiring a physio assistant",
        "i am looking for work as a kinesiologist",
        "we sell exam gloves, who does your buying",
        "can you needle my horse",
        "would a physio look at my dog",
        "do you take interns over the summer",
        "we make braces, could we come by and show them",
        "is there anyone who needles racehorses",
    ],
)
def test_what_is_not_the_assistants_business_is_not_known(matcher: Matcher, text: str) -> None:
    assert matcher.match(language()(text)).intent == FALLBACK


def test_what_is_told_a_person_beside_a_question_is_not_lost(matcher: Matcher) -> None:
    match = matcher.match(language()("i left my jacket in your hallway. does needling hurt?"))
    assert (match.intent, match.second) == ("leave_message", "does_it_hurt")
