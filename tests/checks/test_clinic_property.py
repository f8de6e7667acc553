"""Whatever a clinic can reasonably have in clinic.yml passes `check`, and everything can be said with it on both channels."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from frontdesk.booking import buttons, catalogue
from frontdesk.channels.sms.reply import MOST_SEGMENTS, texts
from frontdesk.checks import own_sentences
from frontdesk.checks import texts as text_checks
from frontdesk.checks.check import problems, read_responses
from frontdesk.checks.text_forms import long_values
from frontdesk.content.answers import Answer, Answers
from frontdesk.content.clinic_text import CLINIC_VALUES, placeholders
from frontdesk.content.response_names import SAID_BY_CODE, topics, utter_action
from frontdesk.content.topic_ids import SAFETY_GROUPS
from frontdesk.engine.answer_messages import as_message
from frontdesk.settings.clinic import OWN_SENTENCES, Clinic, read_clinic
from frontdesk.settings.values import WEEKDAYS
from frontdesk.texting.gsm import segments

RESPONSES = read_responses()
WARNINGS = ("emergency", "urgent")

names = st.sampled_from(
    [
        "Momentum Physiotherapy",
        "Clinique de physiothérapie Élan & Santé",
        "O'Brien's Physio + Rehab",
        "Best Physio Clinic",
        "Centre de réadaptation et de médecine du sport de la Rive-Sud de Montréal inc.",
        "The Greater Edmonton Physiotherapy, Massage & Sports Injury Rehabilitation Centre (Whyte Avenue)",
        "PhysioÉquilibre",
    ]
)
phones = st.sampled_from(["780-555-0100", "(780) 555-0100", "+1 780 555 0100", "780.555.0100", "7805550100"])
amounts = st.one_of(
    st.integers(5, 999).map("${}".format),
    st.floats(5, 2000).map("${:,.2f}".format),
    st.integers(5, 999).map("CA${}".format),
    st.sampled_from(
        ["from $95", "$125 + GST", "by donation", "125 $", "$1,250 for ten visits", "free for children {0-3}"]
    ),
)
services = st.sampled_from(
    ["First visit", "Follow-up", "IMS / dry needling (30 min)", "Première visite", "Tom's class"]
)
sentences = st.lists(
    st.sampled_from(
        [
            "Please tell us a day ahead.",
            "We ask for 24 hours' notice.",
            "A visit missed without notice costs $60.",
            "L'annulation est gratuite jusqu'à 24 h avant.",
            "A deposit is reimbursed if you cancel in time.",
            "We offer video visits across Alberta.",
            "Underground parking is free for two hours; a spot is not guaranteed.",
            "The north gate is permanently closed.",
        ]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
minutes = st.integers(0, 24 * 60)


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}" if minute % 2 else f"{minute // 60:02}:{minute % 60:02}"


days = st.one_of(
    st.just(["00:00-24:00"]),
    st.lists(minutes, min_size=2, max_size=6, unique=True).map(
        lambda at: [f"{clock(a)}-{clock(b)}" for a, b in zip(*[iter(sorted(at))] * 2) if b > a]
    ),
)
hours = st.dictionaries(st.sampled_from(WEEKDAYS), days, min_size=1, max_size=7)
item = {"id": "one", "name": "Follow-up", "minutes": 30}
bookings = st.one_of(
    st.fixed_dictionaries({"method": st.just("request"), "respond_hours": st.integers(1, 80)}),
    st.fixed_dictionaries({"method": st.just("link"), "link": st.just("https://clinic.example.org/book?location=12")}),
    st.fixed_dictionaries(
        {
            "method": st.just("slots"),
            "services": services.map(lambda name: [{**item, "name": name}]),
            "practitioners": st.tuples(st.sampled_from(["Zoë", "Dr. Marie-Ève Tremblay-O'Connor"]), hours).map(
                lambda who: [{"id": "room", "name": who[0], "services": ["one"], "hours": who[1]}]
            ),
            "lead_hours": st.integers(0, 720),
            "quiet_hours": st.sampled_from(["21:00-8:00", "22:30-07:00"]),
        }
    ),
)
clinics = st.fixed_dictionaries(
    {
        "clinic": st.fixed_dictionaries(
            {"name": names, "phone": phones, "timezone": st.sampled_from(["America/Edmonton", "America/Toronto"])},
            optional={
                "parking": sentences,
                "access": sentences,
                "address": st.sampled_from(["101, 10123 Whyte Ave NW", "3, rue de l'Église"]),
                "city": st.sampled_from(["Edmonton", "Trois-Rivières"]),
            },
        ),
        "emergency": st.just({"number": "911", "crisis_number": "988", "health_line": "811"}),
    },
    optional={
        "hours": hours,
        "fees": st.lists(st.fixed_dictionaries({"service": services, "price": amounts}), min_size=1, max_size=5),
        "session_lengths": st.lists(
            st.fixed_dictionaries({"service": services, "minutes": st.integers(5, 240)}), min_size=1, max_size=5
        ),
        "cancellation_policy": sentences,
        "visits": sentences,
        **dict.fromkeys(OWN_SENTENCES, sentences),
        "booking": bookings,
    },
)


def read(raw: Any) -> Clinic:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clinic.yml"
        YAML().dump(raw, file)
        return read_clinic(file)


def assert_can_be_said(answer: Answer, channel: str) -> None:
    assert answer.text.strip()
    assert "I have no words for this" not in answer.text
    if channel == "sms":
        for text in texts([as_message(answer)]):
            assert text.strip()
            assert answer.kind in WARNINGS or segments(text) <= MOST_SEGMENTS


@given(clinics)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_reasonable_clinic_is_in_order_and_everything_can_be_said_with_it(raw: Any) -> None:
    clinic = read(raw)
    assert list(text_checks.problems(RESPONSES, clinic)) == []
    assert list(own_sentences.problems(clinic)) == []
    assert set(placeholders(clinic)) == CLINIC_VALUES
    answers, values = Answers(RESPONSES, clinic), long_values(clinic)
    for channel in ("web", "sms"):
        for name in (*(utter_action(topic, RESPONSES) for topic in topics(RESPONSES)), *SAID_BY_CODE):
            assert_can_be_said(answers.answer(name, channel), channel)
        for group in SAFETY_GROUPS:
            assert_can_be_said(answers.answer(f"utter_safety/{group}", channel), channel)
        for name, known in catalogue.values().items():
            said = {key: values[key] for key in known}
            assert_can_be_said(
                answers.booking([name], channel, "booking", "book", said, [buttons.SEND, buttons.CHANGE_SOMETHING]),
                channel,
            )


@given(clinics)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_check_as_a_whole_finds_nothing(raw: Any) -> None:
    assert problems(read(raw)) == []
