"""A conversation of a patient, the assistant and two of the front desk against the running processes, with breaks.

Each party acts at most once a round, all at the same moment. Between rounds the clock moves on, so that a break of ten minutes
takes as long as one of a second. What was sent when the line broke is sent again, with its id, when it is back.
"""

import math
import queue
import random
import re
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from typing import Any

import pytest
import requests

from tests.support.console import PASSWORD
from tests.support.one_voice import assert_answered_once, assert_one_voice
from tests.support.server import TravellingClinic
from tests.support.streams import Stream
from tests.support.web_chat import Chat, conversation_of

SHORTEST, LONGEST = 1.0, 600.0  # seconds of a break
TEXTS = (
    "does it hurt?",
    "what does it cost?",
    "where are you?",
    "do i need a referral?",
    "can i talk to a person",
    "my chest hurts and i cant breathe",
)
_BROKEN_OFF = 0.01  # seconds after which the line breaks, with the request under way


def a_break(chance: random.Random) -> float:
    """How long somebody is away: seconds, as often short as long."""
    return math.exp(chance.uniform(math.log(SHORTEST), math.log(LONGEST)))


class Colleague:
    """One of the front desk, with a page that is open or not."""

    def __init__(self, clinic: TravellingClinic, name: str) -> None:
        self.shown_as = name
        self._clinic = clinic
        self._origin = {"Origin": clinic.console_url}
        form = {"name": name.lower(), "shown_as": name, "password": PASSWORD, "again": PASSWORD}
        self._cookie = self._signed_in(clinic.invitation(), form)
        self._page: HTTPConnection | None = None
        self.away_until = 0.0
        self.come()

    def sign_in_again(self) -> None:
        """Begin another session, as every morning."""
        form = {"name": self.shown_as.lower(), "password": PASSWORD}
        self._cookie = self._signed_in(f"{self._clinic.console_url}/sign-in", form)

    def _signed_in(self, address: str, form: dict[str, str]) -> dict[str, str]:
        answer = requests.post(address, form, headers=self._origin, allow_redirects=False, timeout=20)
        assert answer.status_code == 303, answer.text
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in answer.cookies.items() if value)}

    def come(self) -> None:
        """Open a page, instead of the one before."""
        self.go()
        self._page = HTTPConnection(self._clinic.console_url.removeprefix("http://"), timeout=60)
        self._page.request("GET", "/events?page=today", headers=self._cookie)

    def go(self) -> None:
        """Lose the line."""
        if self._page is not None:
            self._page.close()
            self._page = None

    def shown(self, conversation_id: str) -> str:
        """A conversation's page."""
        address = f"{self._clinic.console_url}/conversations/{conversation_id}"
        answer = requests.get(address, headers=self._cookie, allow_redirects=False, timeout=20)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def act(self, conversation_id: str, chance: random.Random) -> None:
        """Do one of the things that the page offers, as it was when it was loaded."""
        page = self.shown(conversation_id)
        forms = dict(re.findall(rf'action="/conversations/{conversation_id}/([\w-]+)"[^>]*>(.*?)</form>', page, re.S))
        wish = chance.choice([name for name in forms for _ in range(3 if name == "say" else 1)] or [""])
        if not wish:
            return
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', forms[wish]))
        if wish == "say":
            fields["text"] = f"{self.shown_as} says {fields['message_id']}"
        for _ in range(2 if chance.random() < 0.2 else 1):  # twice: the answer to the first was lost
            address = f"{self._clinic.console_url}/conversations/{conversation_id}/{wish}"
            headers = self._cookie | self._origin
            answer = requests.post(address, fields, headers=headers, allow_redirects=False, timeout=20)
            assert answer.status_code in (303, 409), answer.status_code


@dataclass
class Patient:
    """The patient's browser: `seen` is everything that its streams have brought, `sent` what it has sent, by id."""

    clinic: TravellingClinic
    chance: random.Random
    away_until: float = 0.0
    breaks: int = 0
    seen: list[dict[str, Any]] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chat = Chat(self.clinic)
        self.conversation_id = conversation_of(self.chat)
        self.seen = list(self.chat.opening["messages"])
        self.stream: Stream | None = None
        self.come()

    def act(self, now: float) -> None:
        """Come back, go away or say something."""
        if self.stream is None:
            if now >= self.away_until:
                self.come()
        elif self.chance.random() < 0.25:
            if self.chance.random() < 0.5:
                self._send(uuid.uuid4().hex, self.chance.choice(TEXTS), _BROKEN_OFF)
            self.go(now)
        else:
            self._send(uuid.uuid4().hex, self.chance.choice(TEXTS))

    def come(self) -> None:
        """Listen again, from what was seen last, and send again what had no answer."""
        self.stream = Stream(self.clinic.url, self.chat.token, **{"Last-Event-ID": self.seen[-1]["id"]})
        for message_id in self.sent.keys() - self.answers.keys():
            self._send(message_id, self.sent[message_id])

    def go(self, now: float) -> None:
        """Lose the line, after what has come by it."""
        self.leave()
        self.away_until = now + a_break(self.chance)
        self.breaks += 1

    def leave(self) -> None:
        """Close the stream, and take what it had brought."""
        if self.stream is not None:
            self.stream.close()
            self._take(float("inf"), 0.01)
            self.stream = None

    def listen_for(self, count: int) -> None:
        """Wait until so many messages have come."""
        self._take(count, 5)
        assert self.stream is not None
        with pytest.raises(queue.Empty):
            self.stream.next(0.01)

    def _take(self, count: float, seconds: float) -> None:
        assert self.stream is not None
        try:
            while len(self.seen) < count:
                kind, message = self.stream.next(seconds)
                assert kind == "message", kind
                self.seen.append(message)
        except (queue.Empty, EOFError):
            return

    def _send(self, message_id: str, text: str, seconds: float = 20) -> None:
        self.sent[message_id] = text
        headers = {"Authorization": f"Bearer {self.chat.token}"}
        for _ in range(100):
            try:
                answer = requests.post(
                    f"{self.clinic.url}/chat/messages",
                    json={"id": message_id, "text": text},
                    headers=headers,
                    timeout=seconds,
                )
            except requests.RequestException:
                return  # the line has broken
            if answer.status_code != 409:
                break
            time.sleep(0.05)  # the answer to the message before is under way
        assert answer.status_code == 200, answer.text
        said = answer.json()["messages"]
        assert self.answers.setdefault(message_id, said) == said, "another answer to the same message"

    def transcript(self) -> list[dict[str, Any]]:
        """Everything that was said, as the server has it."""
        found: list[dict[str, Any]] = []
        while True:
            after = f"?after={found[-1]['id']}" if found else ""
            answer = self.chat.call("GET", f"messages{after}")
            assert answer.status_code == 200, answer.text
            new = answer.json()["messages"]
            if not new:
                return found
            found += new


def check(patient: Patient, colleagues: Sequence[Colleague]) -> list[dict[str, Any]]:
    """One voice at a time, nothing said or answered twice, nothing missed. What was said."""
    said = patient.transcript()
    patient.listen_for(len(said))
    assert_one_voice(said, [each.shown_as for each in colleagues])
    assert len({message["id"] for message in said}) == len(said), "said twice"
    from_patient = [message["id"] for message in said if message["from"] == "patient"]
    assert sorted(from_patient) == sorted(patient.answers), "a message was lost or taken twice"
    assert_answered_once(said, patient.answers)
    assert [message["id"] for message in patient.seen] == [message["id"] for message in said], "missed, or out of order"
    for colleague in colleagues:
        shown = colleague.shown(patient.conversation_id).count('<span class="by">')
        assert shown == len(said), "staff missed something"
    return said


class Talks:
    """Conversations that go on at the same time."""

    def __init__(self, clinic: TravellingClinic, colleagues: Sequence[Colleague], seeds: Sequence[str]) -> None:
        self._clinic = clinic
        self._colleagues = colleagues
        self._chance = random.Random(seeds[0])
        self._now = 0.0
        self.patients = [Patient(clinic, random.Random(seed)) for seed in seeds]

    def steps(self) -> list[Callable[[], None]]:
        """What is done at the same moment."""
        found: list[Callable[[], None]] = []
        for patient in self.patients:
            found.append(partial(patient.act, self._now))
            for colleague in self._colleagues:
                if colleague.away_until <= self._now and patient.chance.random() < 0.4:
                    found.append(
                        partial(colleague.act, patient.conversation_id, random.Random(patient.chance.random()))
                    )
        self._chance.shuffle(found)
        return found

    def pass_time(self) -> None:
        """Let some of the front desk lose the line, and those come back whose break is over meanwhile."""
        for colleague in self._colleagues:
            if colleague.away_until <= self._now and self._chance.random() < 0.2:
                colleague.go()
                colleague.away_until = self._now + a_break(self._chance)
        passed = a_break(self._chance)
        self._clinic.jump(passed)
        self._now += passed
        for colleague in self._colleagues:
            if 0 < colleague.away_until <= self._now:
                colleague.away_until = 0.0
                colleague.come()

    def end(self) -> list[dict[str, Any]]:
        """Have everybody back, check everything, and give what was said in all conversations."""
        for patient in self.patients:
            patient.go(self._now)
            patient.come()
        for colleague in self._colleagues:
            colleague.go()
            colleague.away_until = 0.0
            colleague.come()
        said = [message for patient in self.patients for message in check(patient, self._colleagues)]
        for patient in self.patients:
            patient.leave()
        return said
