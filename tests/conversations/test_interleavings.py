"""Two of the front desk, the assistant and a patient in any order, against the running processes, with breaks of a second to
ten minutes: no double answer, no word of the assistant after a claim, no event missed.

    python -m pytest tests/conversations/test_interleavings.py -s --talks 10000 --seed 7
"""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.clock import TUESDAY_MORNING
from tests.support.interleavings import Colleague, Talks
from tests.support.one_voice import assert_answered_once, assert_one_voice
from tests.support.server import WIDE_RATES, TravellingClinic

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
AT_ONCE = 30  # conversations
ROUNDS = 10
NAMES = ("Sam", "Robin")
PATIENCE = "60"  # seconds before a reply is replaced by the phone number, however busy the machine
HANDS = 12  # who act at the same moment


@pytest.fixture
def clinic(tmp_path: Path, model: Path) -> Iterator[TravellingClinic]:
    running = TravellingClinic(tmp_path, FRONTDESK_TURN_SECONDS=PATIENCE, **WIDE_RATES)
    yield running
    running.stop()


def test_in_any_order_and_after_any_break_one_voice_speaks_and_nothing_is_missed(
    clinic: TravellingClinic, request: pytest.FixtureRequest
) -> None:
    seed, talks = request.config.getoption("--seed"), request.config.getoption("--talks")
    colleagues = [Colleague(clinic, name) for name in NAMES]
    request.addfinalizer(lambda: [colleague.go() for colleague in colleagues])
    began, done = time.monotonic(), Counter[str]()
    with ThreadPoolExecutor(HANDS) as hands:
        for first in range(0, talks, AT_ONCE):
            for colleague in colleagues:
                colleague.sign_in_again()
            numbers = range(first, min(first + AT_ONCE, talks))
            going = Talks(clinic, colleagues, [f"{seed} {number}" for number in numbers])
            for _ in range(ROUNDS):
                done["steps"] += sum(1 for _ in hands.map(lambda step: step(), going.steps()))
                going.pass_time()
            done.update(f"{said['from']} {said['kind']}" for said in going.end())
            done["breaks"] += sum(patient.breaks for patient in going.patients)
            done["conversations"] += len(numbers)
            print(f"{(time.monotonic() - began) / 60:.1f} minutes: {dict(done)}", flush=True)
    assert min(done["staff message"], done["bot answer"], done["bot emergency"], done["breaks"]) > talks / 3


def message(sender: str, kind: str, text: str) -> dict[str, str]:
    return {"id": text, "from": sender, "kind": kind, "text": text}


CAME = message("bot", "notice", "You are now talking with Sam from the front desk.")
ANSWER = message("bot", "answer", "It can hurt.")


@pytest.mark.parametrize(
    "said",
    [
        [CAME, ANSWER],
        [message("staff", "message", "Sam says hello")],
        [CAME, message("staff", "message", "Robin says hello")],
        [CAME, message("bot", "notice", "Anything else?")],
    ],
)
def test_two_voices_would_be_noticed(said: list[dict[str, str]]) -> None:
    with pytest.raises(AssertionError):
        assert_one_voice(said, NAMES)


@pytest.mark.parametrize("answers", [{"m1": []}, {"m1": [ANSWER], "m2": [ANSWER]}, {"m1": [ANSWER, CAME]}])
def test_an_answer_too_many_would_be_noticed(answers: dict[str, list[dict[str, str]]]) -> None:
    with pytest.raises(AssertionError):
        assert_answered_once([message("bot", "notice", "Hello"), ANSWER], answers)
