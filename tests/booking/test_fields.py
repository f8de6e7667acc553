"""What a booking asks for is a file for each thing: one more is asked for, read, shown, kept and handed over."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from frontdesk.appointments.listing import as_row, as_text
from frontdesk.booking import catalogue
from frontdesk.booking.changes import field_named
from frontdesk.booking.draft import BOOK, CALL_BACK
from frontdesk.booking.fields import field_of, fields, register, unregister
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import SKIP, YES
from frontdesk.checks.check import problems, read_responses
from frontdesk.notices.staff_letter import letter
from tests.support.booking_talk import Clinic, responses

WISH = "book for friday morning, my name is Ana Lee, 780 555 0143, sore knee, im new"
FILE = '''
"""How the patient heard of the clinic."""

import re

from frontdesk.booking.fields.own_words import own_words


def accepted(words: str) -> str:
    return words if len(words) < 40 else ""


FIELD = own_words(
    "heard_of_us",
    label="Heard of us by",
    title="How you heard of us",
    place=60,
    question="How did you hear of us? You can skip this.",
    again="Who told you of us? A few words are enough. You can also skip this.",
    named=re.compile(r"how i heard"),
    told=re.compile(r"(?:heard|read) (?:of|about) you (?:from|in|on) ([^,.]+)"),
    accepted=accepted,
    options=("A friend", "My doctor"),
)
'''
ASK, HELP = "utter_booking_ask_heard_of_us", "utter_booking_help_heard_of_us"


@pytest.fixture
def heard_of_us(tmp_path: Path) -> Iterator[Field]:
    file = tmp_path / "heard_of_us.py"
    file.write_text(FILE)
    field = register(runpy.run_path(str(file))["FIELD"])
    yield field
    unregister(field)


@pytest.fixture
def clinic(tmp_path: Path, clock: "time_machine.Coordinates") -> Clinic:
    return Clinic(tmp_path)


def test_the_fields_are_asked_for_in_order() -> None:
    assert [field.id for field in fields() if BOOK in field.goals] == [
        "name",
        "phone",
        "when",
        "reason",
        "patient_type",
    ]
    assert [field.id for field in fields() if CALL_BACK in field.goals] == ["name", "phone"]
    assert field_of("confirm") is None


def test_every_file_is_a_field_and_every_field_has_its_texts() -> None:
    files = {file.stem for file in Path("frontdesk/booking/fields").glob("*.py")} - {"__init__", "field", "own_words"}
    assert files == {field.id for field in fields()}
    for field in fields():
        assert {f"utter_booking_ask_{field.id}", f"utter_booking_help_{field.id}"} <= set(catalogue.values())


@pytest.mark.usefixtures("heard_of_us")
def test_a_field_that_is_added_is_asked_for_shown_and_handed_over(clinic: Clinic) -> None:
    asked = clinic.hears("one", WISH, "book")
    assert responses(asked)[-1] == ASK
    assert ("booking_heard_of_us_1", "My doctor") in asked.said[-1].choices
    checked = clinic.hears("one", "a poster at the pool")
    assert "Heard of us by: a poster at the pool\n" in checked.said[-1].values["note"]
    clinic.presses("one", YES)
    (sent,) = clinic.appointments()
    assert sent.details.more == {"Heard of us by": "a poster at the pool"}
    zone = clinic.config.clinic.timezone
    assert as_row(sent, zone)["more"] == {"Heard of us by": "a poster at the pool"}
    assert "heard of us by: a poster at the pool" in as_text(sent, zone)
    assert "Heard of us by: a poster at the pool" in letter(sent, "requested", clinic.config.clinic)[1]


@pytest.mark.usefixtures("heard_of_us")
@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        (WISH, "booking_heard_of_us_0", "A friend"),
        (WISH, SKIP, None),
        (f"{WISH}. i read about you in the paper", "", "the paper"),
    ],
)
def test_it_can_be_chosen_skipped_or_told_unasked(clinic: Clinic, first: str, then: str, kept: str | None) -> None:
    turn = clinic.hears("one", first, "book")
    if then:
        turn = clinic.presses("one", then)
    assert turn.step == "confirm"
    clinic.presses("one", YES)
    assert clinic.appointments()[0].details.more.get("Heard of us by") == kept


@pytest.mark.usefixtures("heard_of_us")
def test_an_answer_that_will_not_do_is_asked_for_again_and_one_can_be_changed(clinic: Clinic) -> None:
    clinic.hears("one", WISH, "book")
    assert responses(clinic.hears("one", "somebody somewhere said something about a clinic at some time"))[-1] == HELP
    clinic.hears("one", "my neighbour")
    assert field_named("change how i heard") == "heard_of_us"
    assert responses(clinic.presses("one", "booking_change_heard_of_us"))[-1] == ASK
    assert clinic.hears("one", "my doctor").said[-1].values["heard_of_us"] == "my doctor"


@pytest.mark.usefixtures("heard_of_us")
def test_check_knows_its_texts_and_names_what_other_languages_lack(clinic: Clinic) -> None:
    assert read_responses()[ASK] == [{"text": "How did you hear of us? You can skip this."}]
    found = problems(clinic.config.clinic)
    lacking = [
        *(f"fr/texts: `{name}` is missing." for name in (ASK, HELP)),
        *(f"fr/wording.yml: the button “{title}”" for title in ("How you heard of us", "A friend", "My doctor")),
        "fr/wording.yml: the line “Heard of us by:”",
    ]
    assert len(found) == len(lacking)
    assert all(any(said.startswith(begins) for said in found) for begins in lacking), found


def test_the_field_of_the_tutorial_works(tmp_path: Path) -> None:
    written = Path("docs/tutorials/add-a-booking-field.md").read_text(encoding="utf-8")
    field, test = re.findall(r"```python\n(.*?)```", written, re.DOTALL)
    for name, code in (("field.py", field), ("test.py", test)):
        (tmp_path / name).write_text(code, encoding="utf-8")
    added = register(runpy.run_path(str(tmp_path / "field.py"))["FIELD"])
    tests = runpy.run_path(str(tmp_path / "test.py"))
    try:
        for number, name in enumerate(name for name in tests if name.startswith("test_")):
            (tmp_path / str(number)).mkdir()
            tests[name](Clinic(tmp_path / str(number)))
    finally:
        unregister(added)
