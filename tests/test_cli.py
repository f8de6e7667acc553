"""The command line as a person uses it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdesk.insight.gaps import decide, groups, members
from frontdesk.insight.reviewing import Reviewing
from frontdesk.insight.states import ASSIGNED, OPEN
from frontdesk.settings.environment import read_settings
from frontdesk.storage.database import writing
from frontdesk.wiring import migrated_store
from tests.support.clinics import NAMES, WEST, environment, write_clinics
from tests.support.command_line import frontdesk
from tests.support.server import SECRET
from tests.support.talks import at, talk


def test_ask_prints_topic_answer_and_source_and_no_noise(model: Path, tmp_path: Path) -> None:
    done = frontdesk("ask", "does it hurt?", FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith("[does_it_hurt] answer")
    assert lines[2].startswith("Source: ")


def test_ask_json_answers_line_by_line_in_order_each_on_its_own(model: Path, tmp_path: Path) -> None:
    asked = ["does it hurt?", "tell me more", "", "a" * 1001, "cant feel when i wipe", "Ça fait mal?"]
    done = frontdesk("ask", "--json", "-", stdin="\n".join(asked) + "\n", FRONTDESK_DATA_DIR=str(tmp_path))
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["input"] for reply in replies] == asked
    assert all(reply["ok"] and reply["messages"] for reply in replies)
    assert [reply["messages"][0]["kind"] for reply in replies[:5]] == [
        "answer",
        "smalltalk",
        "notice",
        "notice",
        "emergency",
    ]


def test_ask_gives_the_text_message_form(model: Path, tmp_path: Path) -> None:
    done = frontdesk(
        "ask", "--json", "--channel", "sms", "-", stdin="does it hurt?\n", FRONTDESK_DATA_DIR=str(tmp_path)
    )
    assert len(json.loads(done.stdout)["messages"][0]["text"]) <= 306


def conversations(*lines: object, **environment: str) -> list[dict[str, Any]]:
    done = frontdesk(
        "ask", "--conversation", "--json", "--now", "2026-11-23T09:00-07:00", "-",
        stdin="".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), **environment,
    )  # fmt: skip
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ask_talks_whole_conversations_on_a_clock_of_their_own(model: Path, tmp_path: Path) -> None:
    booking = {
        "turns": [
            "book",
            "Omar Said",
            "780-555-0147",
            "tomorrow afternoon",
            {"text": "sore neck"},
            {"choice": "booking_new"},
        ]
    }
    first, *others = conversations(*[booking] * 5, FRONTDESK_DATA_DIR=str(tmp_path))

    assert [reply["input"] for reply in first["replies"]][:3] == ["book", "Omar Said", "780-555-0147"]
    summary = first["replies"][-1]["messages"][0]["text"]
    assert "Tuesday 24 November, in the afternoon" in summary
    assert [other["replies"][-1]["messages"][0]["text"] for other in others] == [summary] * 4


def test_ask_sends_more_requests_than_one_patient_may(model: Path, tmp_path: Path) -> None:
    booking = {"turns": ["book", "Omar Said", "780-555-0147", "tomorrow afternoon", "sore neck", "first time", "yes"]}
    replies = conversations(*[booking] * 12, FRONTDESK_DATA_DIR=str(tmp_path))

    assert all("is with the front desk" in reply["replies"][-1]["messages"][0]["text"] for reply in replies)


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        '{"turns": []}',
        '{"turns": [3]}',
        '{"turns": [{"text": 3}]}',
        '{"turns": ["a"], "more": 1}',
        "[" * 9000,
    ],
)
def test_a_line_that_is_no_conversation_is_refused_and_the_next_one_answered(
    model: Path, tmp_path: Path, line: str
) -> None:
    refused, answered = conversations(line, {"turns": ["does it hurt?"]}, FRONTDESK_DATA_DIR=str(tmp_path))

    assert refused["ok"] is False
    assert "turns" in refused["error"]["message"]
    assert answered["replies"][0]["messages"][0]["topics"] == ["does_it_hurt"]


def test_a_choice_that_was_not_offered_changes_nothing(model: Path, tmp_path: Path) -> None:
    (talk,) = conversations(
        {"turns": ["book", {"choice": "booking_yes"}, "Omar Said"]}, FRONTDESK_DATA_DIR=str(tmp_path)
    )

    assert [reply["messages"][0]["kind"] for reply in talk["replies"]] == ["booking", "notice", "booking"]


def test_a_moment_without_its_offset_is_refused(tmp_path: Path) -> None:
    done = frontdesk("ask", "--now", "2026-11-23T09:00", "hello", FRONTDESK_DATA_DIR=str(tmp_path))

    assert done.returncode == 2
    assert "with the offset" in done.stderr


def test_check_is_content_with_what_is_shipped_but_not_for_production(tmp_path: Path) -> None:
    assert "Everything is in order." in frontdesk("check", FRONTDESK_DATA_DIR=str(tmp_path)).stdout
    strict = frontdesk(
        "check", "--production", FRONTDESK_DATA_DIR=str(tmp_path), FRONTDESK_STAFF_URL="http://desk.clinic.example"
    )
    assert strict.returncode == 1
    assert "`clinic.phone` is still a demonstration value" in strict.stdout
    assert "FRONTDESK_STAFF_URL begins with http://" in strict.stdout
    assert "`privacy.assessment` is not set" in strict.stdout
    assert "open: Name a clinical safety officer" in strict.stdout


@pytest.mark.parametrize("verb", ["check", "migrate"])
def test_a_wrong_setting_stops_with_a_sentence(tmp_path: Path, verb: str) -> None:
    done = frontdesk(verb, FRONTDESK_DATA_DIR=str(tmp_path), FRONTDESK_CLINIC_FILE="nowhere.yml")
    assert done.returncode == 1
    assert "nowhere.yml: the file cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_verb_is_wrong_usage() -> None:
    assert frontdesk().returncode == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "Where patients reach this server is not known. Give --url"),
        (["--url", "http://chat.example.org"], "--url begins with http://"),
        (["--url", "https://chat.example.org", "--site", "example.org"], "--site is not the address of a site"),
    ],
)
def test_embed_explains_an_address_of_no_use(tmp_path: Path, arguments: list[str], why: str) -> None:
    done = frontdesk("embed", *arguments, FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(why)


def test_rasas_own_tools_start_lean(tmp_path: Path) -> None:
    done = frontdesk("rasa", "data", "validate", FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 0
    assert "No story structure conflicts found." in done.stdout + done.stderr


def test_a_booking_can_be_tried_in_the_shell(model: Path, tmp_path: Path) -> None:
    said = [
        "does it hurt?",
        "4",
        "Rosa Example",
        "780 555 0143",
        "friday after 3",
        "1",
        "no",
        "yes",
        "/stop",
        "unheard",
    ]
    done = frontdesk("rasa", "shell", stdin="\n".join(said), FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    replies = done.stdout.split("Your input -> ")
    assert len(replies) == 10
    assert "| 4 Make an appointment" in replies[1]
    assert "What is your name?" in replies[2]
    assert "Your request is with the front desk" in replies[8]
    assert not (tmp_path / "frontdesk.db").exists()


@pytest.mark.parametrize(
    ("arguments", "why"), [(["--debug"], "--debug is not known here"), (["--model", "none"], "no model file none")]
)
def test_the_shell_says_what_it_does_not_take(tmp_path: Path, arguments: list[str], why: str) -> None:
    done = frontdesk("rasa", "shell", *arguments, FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 2
    assert why in done.stderr


def test_the_shell_talks_for_the_clinic_that_is_named(model: Path, tmp_path: Path) -> None:
    write_clinics(tmp_path)
    asked = {"stdin": "my face is drooping and i can't speak\nwhere are you\n/stop\n"}
    done = frontdesk("rasa", "shell", **asked, **environment(tmp_path))
    assert "Say which one with --clinic: main, west." in done.stderr
    done = frontdesk("rasa", "shell", "--clinic", WEST, **asked, **environment(tmp_path))
    assert done.returncode == 0, done.stderr
    assert NAMES[WEST] in done.stdout


def test_what_was_accepted_is_grouped_and_shown_before_it_is_learnt(tmp_path: Path) -> None:
    environment = {"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_SECRET_KEYS": SECRET}
    store = migrated_store(read_settings(environment))
    with at("2026-11-24T18:00") as clock:
        talk(store, ("is the price the same for my kids", "fallback"))
        talk(store, ("is the price the same for my kids Rosa and Tim", "fallback"))
        clock.shift(timedelta(minutes=2))
        Reviewing(store, "988").review()
    assert frontdesk("gaps", **environment).stdout == "2 messages grouped.\n"
    with writing(store.engine) as connection:
        (group,) = groups(connection, OPEN, 9)
        keys = [gap.key for gap in members(connection, store.vault, group.id, 99)]
        decide(connection, group.id, 1, ASSIGNED, None, "cost", keys)
    done = frontdesk("learn", "--dry-run", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "+    - is the price the same for my kids\n" in done.stdout
    assert "1 phrasing would be written, 1 left out." in done.stdout
    assert "Rosa" not in done.stdout


def test_a_request_is_seen_to_in_the_name_of_an_account(tmp_path: Path) -> None:
    environment = {"FRONTDESK_DATA_DIR": str(tmp_path), "FRONTDESK_SECRET_KEYS": SECRET}
    frontdesk("migrate", **environment)
    refused = frontdesk("requests", "K7M-4QX", "--as", "sam", "--done", **environment)
    assert refused.returncode == 1
    assert "may change requests" in refused.stderr
    missing = frontdesk("requests", "K7M-4QX", **environment)
    assert "There is no request K7M-4QX" in missing.stderr
