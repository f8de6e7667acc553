"""The scripted bookings of `booking/`, one file a category, through the real assistant and actions over HTTP.

The actions' clock starts on Tuesday 24 November 2026, 10 a.m. A turn is what the patient types or which button they press (of
the last messages; `press_earlier`: of any), then what the last message must be: its `kind`, words that all messages
together `say` or must `not_say`, how many `messages` there are, and button `offers`. `in` names another conversation, which
begins with its first turn. `requests` is what the front desk has of the first conversation at the end.

The clinic of `method: slots` has one diary for all scripts: each uses a day of its own.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frontdesk.appointments.listing import as_row
from frontdesk.appointments.repository import Appointments
from frontdesk.channels.web.tokens import Tokens
from frontdesk.content.phrasings import read_yaml
from frontdesk.settings.environment import read_settings
from frontdesk.storage.crypto import Lookup, Vault
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.server import SECRET, WIDE_RATES, Server
from tests.support.web_chat import Chat

FOLDER = Path(__file__).parent / "booking"
SCRIPTS = [(file.stem, script) for file in sorted(FOLDER.glob("*.yml")) for script in read_yaml(file)]
CLINICS = {"request": Path("clinic.yml"), "slots": FOLDER / "slots.clinic", "link": FOLDER / "link.clinic"}
CATEGORIES = set(
    (
        "happy prefilled corrections digressions cancellations invalid_input dates somebody_else resumed handed_to_person "
        "messages"
    ).split()
)


@pytest.fixture(scope="session")
def clinics(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """A server for each hand-off method; those besides the usual one are started when a script first needs them."""
    running = {"request": server}
    yield running
    for method, other in running.items():
        if method != "request":
            other.stop()


def _server(method: str, clinics: dict[str, Server], folders: pytest.TempPathFactory) -> Server:
    if method not in clinics:
        clinics[method] = Server(
            folders.mktemp(method),
            now=TUESDAY_MORNING,
            FRONTDESK_CLINIC_FILE=str(CLINICS[method].resolve()),
            **WIDE_RATES,
        )
    return clinics[method]


def _requests(server: Server, chat: Chat) -> list[dict[str, Any]]:
    config = replace(
        read_settings({"FRONTDESK_DATA_DIR": str(server.data_dir), "FRONTDESK_SECRET_KEYS": SECRET}),
        database_url=f"sqlite:///{server.data_dir / 'frontdesk.db'}",
    )
    conversation_id = Tokens(config.secret_keys, config.session_seconds).conversation_id(chat.token)
    with open_only(config.database_url).connect() as connection:
        found = Appointments(Vault(config.secret_keys), Lookup(config.secret_keys)).of_conversation(
            connection, conversation_id
        )
    return [as_row(appointment, config.clinic.timezone) for appointment in found]


class Patient:
    """One side of a conversation: types, presses buttons, and remembers what was offered."""

    def __init__(self, server: Server) -> None:
        self.chat = Chat(server)
        self._last: dict[str, str] = {}
        self._offered: dict[str, str] = {}

    def do(self, turn: dict[str, Any]) -> list[dict[str, Any]]:
        """Take a turn; the messages that come back."""
        if "patient" in turn:
            messages = self.chat.ask(turn["patient"])
        elif "press" in turn:
            messages = self._press(turn["press"], self._last)
        else:
            messages = self._press(turn["press_earlier"], self._offered)
        self._last = {button["title"]: button["id"] for message in messages for button in message["buttons"]}
        self._offered |= self._last
        return messages

    def _press(self, title: str, buttons: dict[str, str]) -> list[dict[str, Any]]:
        found = [choice for shown, choice in buttons.items() if shown.startswith(title)]
        assert found, f"{title} is not among {list(buttons)}"
        return self.chat.press(found[0])


def _check(turn: dict[str, Any], messages: list[dict[str, Any]]) -> None:
    text = " ".join(message["text"] for message in messages)
    said = f"{turn} -> {[(m['kind'], m['text'], [b['title'] for b in m['buttons']]) for m in messages]}"
    assert turn.get("kind", messages[-1]["kind"]) == messages[-1]["kind"], said
    assert turn.get("messages", len(messages)) == len(messages), said
    for words in [turn["says"]] if isinstance(turn.get("says"), str) else turn.get("says", []):
        assert words in text, said
    for words in turn.get("not_says", []):
        assert words not in text, said
    for title in turn.get("offers", []):
        assert any(button["title"].startswith(title) for button in messages[-1]["buttons"]), said


@pytest.mark.parametrize(("category", "script"), SCRIPTS, ids=[f"{c}: {s['name']}" for c, s in SCRIPTS])
def test_booking(
    category: str, script: dict[str, Any], clinics: dict[str, Server], tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = _server(script.get("method", "request"), clinics, tmp_path_factory)
    patients: dict[str, Patient] = {"": Patient(server)}
    for turn in script["turns"]:
        name = turn.get("in", "")
        patient = patients[name] = patients.get(name) or Patient(server)
        _check(turn, patient.do(turn))
    if "requests" in script:
        stored = _requests(server, patients[""].chat)
        assert len(stored) == len(script["requests"]), stored
        for row, expected in zip(stored, script["requests"]):
            assert {key: row[key] for key in expected} == expected


def test_every_category_has_scripts_and_there_are_enough() -> None:
    scripts = Counter(category for category, _ in SCRIPTS)
    assert set(scripts) == CATEGORIES
    assert min(scripts.values()) >= 6
    assert sum(scripts.values()) >= 75
