"""What a message says about a booking, in the words that patients use."""

import pytest

from frontdesk.booking.been_here import find_patient_type
from frontdesk.booking.extraction import (
    Phone,
    bare_reason,
    complaint_clause,
    find_email,
    find_phone,
    find_reason,
)
from frontdesk.booking.for_whom import find_for_whom


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("780 555 0143", "+17805550143"),
        ("its 7805550143 thanks", "+17805550143"),
        ("call (780)555-0143 ext 12", "+17805550143;ext=12"),
        ("+1.780.555.0143", "+17805550143"),
        ("my uk number is +44 20 7946 0958", "+442079460958"),
        ("seven eight zero five five five oh one four three", "+17805550143"),
        ("thursday after 3, 780-555-0143", "+17805550143"),
        ("my number is 403-555-0133 but call her on 403-555-0134", "+14035550134"),
        ("call me on 403-555-0135, not 403-555-0133", "+14035550135"),
        ("don't call 403-555-0133, use 403-555-0135", "+14035550135"),
        ("403-555-0133 is mine, his is 403-555-0135 use his", "+14035550135"),
        ("780 555 0134 *0143", "+17805550143"),
        ("780, 555, 0143", "+17805550143"),
        ("825, 555, 01, 43", "+18255550143"),
        ("00 1 780 555 0143", "+17805550143"),
        ("780-555-0134, no wait, sorry, it's 780-555-0143", "+17805550143"),
        ("its seven eight oh triple five oh one four three", "+17805550143"),
        ("seven eight zero five double five zero one double four", "+17805550144"),
        ("780 555 0134. shoot, 0143 at the end", "+17805550143"),
    ],
)
def test_a_phone_number_is_found_as_people_write_it(text: str, number: str) -> None:
    assert find_phone(text, "CA") == Phone(number)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("555 0143", "area_code"),
        ("5550143", "area_code"),
        ("1234567890123", "not_a_number"),
        ("000 000 0000", "not_a_number"),
    ],
)
def test_a_number_that_cannot_be_called_is_told_apart(text: str, problem: str) -> None:
    assert find_phone(text, "CA") == Phone("", problem)


@pytest.mark.parametrize(
    "text", ["2026-12-03", "on dec 3 at 2:30", "12/3", "911", "i have been 3 times", "in 2015", "9 to 5"]
)
def test_other_numbers_are_no_phone_numbers(text: str) -> None:
    assert find_phone(text, "CA") is None


@pytest.mark.parametrize("text", ["no, the number ends in 24", "it ends with 24", "last two digits are 24"])
def test_the_end_of_a_number_can_be_corrected(text: str) -> None:
    assert find_phone(text, "CA", "+17805550143;ext=7") == Phone("+17805550124;ext=7")


@pytest.mark.parametrize("text", ["no sorry, 0134 not 0143", "not 0143, it's 0134", "0134 instead of 0143"])
def test_digits_of_the_known_number_are_put_right(text: str) -> None:
    assert find_phone(text, "CA", "+17805550143;ext=7") == Phone("+17805550134;ext=7")


@pytest.mark.parametrize("text", ["make it 11 not 10", "at 1130 not 1030", "0199 not 0188"])
def test_what_is_no_part_of_the_known_number_changes_nothing(text: str) -> None:
    assert find_phone(text, "CA", "+17805550110") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("shes been before", "returning"),
        ("i have been there before", "returning"),
        ("returning patient", "returning"),
        ("need a follow up", "returning"),
        ("yes i was there in 2019", "returning"),
        ("been b4", "returning"),
        ("im new", "new"),
        ("first time", "new"),
        ("never been to you", "new"),
        ("i haven't been before", "new"),
        ("yes all new", "new"),
        ("no none of us have been before", "new"),
        ("ive ben ther befor", "returning"),
        ("im nwe", "new"),
        ("never seen you guys", "new"),
        ("I am a patient", "returning"),
        ("last tuesday was my first time", "returning"),
        ("Existing patient: No", "new"),
        ("new patient? yes", "new"),
        ("no, actually not tuesday", None),
        ("no never. wait yes, i came once", "returning"),
        ("tuesday but never before 9:30", None),
        ("thursday but not before eleven", None),
        ("not before the kids are at school", None),
        ("third time i'm trying to book", None),
        ("i never had this pain before", None),
        ("my back hurts", None),
        ("can i come friday", None),
    ],
)
def test_new_and_returning_patients_are_told_apart(text: str, kind: str | None) -> None:
    assert find_patient_type(text) == kind


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("can my mom get in thursday", "mom"),
        ("appointment for my son please", "son"),
        ("on behalf of my elderly father", "elderly father"),
        ("booking on behalf of a friend who's just had surgery", "friend"),
        ("physio for one of my clients", "client"),
        ("husband's back went out again", "husband"),
        ("my sister in law asked me to get her a spot", "sister in law"),
        ("my kokum needs her shoulder seen", "kokum"),
        ("my kid's school nurse said to come", None),
        ("my back hurts", None),
        ("my mom told me about you", None),
        ("my mom needs to be seen", "mom"),
        ("our toddler should come in", "toddler"),
        ("My mother Aurelia Pascual has a visit on Wednesday", "mother"),
        ("my partner threw out their back shovelling", "partner"),
        ("Nephew Rohan Chatterjee, 19, new to your clinic", "nephew"),
        ("mom has dementia so please deal with me", "mom"),
        ("Hi, hubby needs back in", "hubby"),
        ("my wife said it is fine", None),
        ("my wife is worried", None),
        ("my wife has been bugging me to come", None),
        ("son of a gun, my back is sore", None),
    ],
)
def test_somebody_else_is_recognised(text: str, relation: str | None) -> None:
    assert find_for_whom(text) == relation


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("i'd like to see a physio about my back", "my back"),
        ("book me for sciatica on monday", "sciatica"),
        ("i need to get in for my sore shoulder asap", "my sore shoulder"),
        ("it's because of headaches, call 780 555 0143", "headaches"),
        ("friday please, sore knee, im new", "sore knee"),
        ("tuesday. my lower back hurts", "my lower back hurts"),
        ("can i come friday at 2 for my right shoulder, im new", "my right shoulder"),
        ("no sorry its my hip not my ankle", "my hip"),
        ("for my mom", None),
        ("for thursday", None),
        ("a friend told me about you because you fixed her knee", None),
        ("the back entrance, please", None),
    ],
)
def test_a_reason_is_found_where_it_names_the_body_or_a_complaint(text: str, reason: str | None) -> None:
    assert find_reason(text) == reason


def test_a_reason_is_one_line_of_printable_text() -> None:
    assert bare_reason("sore\nknee \u202e\u0000 since\tmay") == "sore knee since may"
    assert len(bare_reason("a" * 1000)) == 200


def test_an_email_address_is_found_in_a_sentence() -> None:
    assert find_email("sure: ana.diaz+x@mail.example.org.") == "ana.diaz+x@mail.example.org"
    assert find_email("eunji at example dot org") == "eunji@example.org"
    assert find_email("ana at example") is None
    assert find_email("meet me at noon") is None


def test_the_clause_with_the_complaint_is_found_beside_other_things() -> None:
    assert complaint_clause("knee, and ive been before") == "knee"
    assert complaint_clause("thursday is fine, my elbow is worse") == "my elbow is worse"
    assert complaint_clause("thursday is fine") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("home 780-555-0142 cell 780-555-0143, try the cell first", "+17805550143"),
        ("cell: 780-555-0143, work: 780-555-0142, call my work", "+17805550142"),
        ("780 555 0129 780 555 0129", "+17805550129"),
    ],
)
def test_of_several_numbers_the_one_that_is_named_is_taken(text: str, number: str) -> None:
    found = find_phone(text, "CA")
    assert found is not None
    assert found.number == number
