"""Simulated patients book appointments, in this process; what the front desk gets is compared with what they said.

    python -m bench.trials [--channel sms] [--trace ID] [--json] [FILE]

A trial (tests/evaluation/bookings/README.md) says how a patient begins and what they answer to each question, whichever comes
first. It ends as it should if one request is sent that holds everything that was said, in its field, and nothing else. Prints
what became of all trials, and of each that did not end so.
"""

import argparse
import asyncio
import collections
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from frontdesk.engine.lean_rasa import import_lean

import_lean()

from ruamel.yaml import YAML  # noqa: E402  Rasa must start lean first

from frontdesk.appointments.appointment import Appointment  # noqa: E402
from frontdesk.appointments.repository import Appointments  # noqa: E402
from frontdesk.booking.been_here import find_patient_type  # noqa: E402
from frontdesk.booking.draft import Drafts  # noqa: E402
from frontdesk.channels.terminal import Terminal  # noqa: E402
from frontdesk.engine.training import model_path  # noqa: E402
from frontdesk.settings.environment import read_settings  # noqa: E402
from frontdesk.verbs.clock import clock_at  # noqa: E402

TRIALS = Path("tests/evaluation/bookings/trials.yml")
NOW = "2026-11-23T09:00-07:00"
MOST_TURNS = 18
_WARNINGS = ("check", "emergency", "urgent")
_WISH, _GO_ON = "wish", "go on"
# Several words for one relation: a writer may expect another than the patient says.
_SAME_RELATION = (
    ("mother", "mom", "mum", "mama", "maman"),
    ("father", "dad", "papa"),
    ("grandmother", "grandma", "granny", "gran", "nana"),
    ("grandfather", "grandpa", "granddad"),
    ("partner", "girlfriend", "boyfriend"),
    ("child", "kid"),
)
# What a patient says in the language that they are answered in, where the trial does not say.
_OTHERWISE = {
    "en": {"contact": "i don't have one", "cancel": "no", "check": "no", _GO_ON: "go on"}
    | {"service": "the first one", "slot": "the first one", _WISH: "I'd like to make an appointment", "": "yes"},
    "fr": {"contact": "je n'en ai pas", "cancel": "non", "check": "non", _GO_ON: "continuer"}
    | {"service": "le premier", "slot": "le premier", _WISH: "Je voudrais prendre rendez-vous", "": "oui"},
}


class Patient:
    """Answers the open question as the trial says, each time with the next of its answers."""

    def __init__(self, trial: Mapping[str, Any]) -> None:
        self._answers = {
            step: [said] if isinstance(said, str) else list(said) for step, said in trial["answers"].items()
        }

    def answer(self, step: str, language: str) -> str:
        """What they say where a question is open."""
        otherwise = _OTHERWISE.get(language, _OTHERWISE["en"])
        said = self._answers.get(step) or [otherwise.get(step, otherwise[""])]
        return str(said.pop(0) if len(said) > 1 else said[0])


class Trials:
    """Runs trials on one assistant."""

    def __init__(self, channel: str) -> None:
        config = read_settings({"FRONTDESK_SECRET_KEYS": "0" * 64})
        self._clinic = config.clinic
        self._terminal = Terminal(model_path(), config, channel)
        store = self._terminal.store
        self._engine = store.engine
        self._drafts = Drafts(store.engine, store.vault)
        self._appointments = Appointments(store.vault, store.lookup)

    async def run(self, trial: Mapping[str, Any]) -> dict[str, Any]:
        """What became of one trial: `kinds` of what went wrong (none: as it should), and the conversation."""
        conversation, patient = self._terminal.begin(), Patient(trial)
        said, talk, warned = str(trial["opening"]), [], []
        for turn in range(MOST_TURNS):
            messages = await self._terminal.say(conversation, said)
            talk.append((said, " | ".join(message["text"] for message in messages)))
            kinds = [message["kind"] for message in messages]
            language = messages[-1]["lang"] if messages else "en"
            otherwise = _OTHERWISE.get(language, _OTHERWISE["en"])
            if kinds and kinds[-1] in _WARNINGS:
                warned.append(f"{kinds[-1]} at turn {turn + 1}")
                said = otherwise["check" if kinds[-1] == "check" else _WISH if turn == 0 else _GO_ON]
                continue
            draft = self._drafts.load(conversation)
            step = draft.step if draft else ""
            if draft and draft.sent and step != "email":
                break
            said = patient.answer(step, language) if step else otherwise[_WISH] if turn < 2 else ""
            if not said:
                break
        with self._engine.connect() as connection:
            sent = self._appointments.of_conversation(connection, conversation)
        self._terminal.forget(conversation)
        wrong = list(self._wrong(_said(trial, [said for said, _ in talk]), sent))
        return {"id": trial["id"], "wrong": wrong, "warned": warned, "turns": len(talk), "talk": talk}

    def _wrong(self, expect: Mapping[str, Any], sent: Sequence[Appointment]) -> Iterator[str]:
        requests = [item for item in sent if item.kind != "message"]
        if len(requests) != 1:
            yield f"not sent: {len(requests)} requests"
            return
        details = requests[0].details
        everything = " ".join(
            [*map(str, details.as_dict().values()), *(item.details.note for item in sent if item.kind == "message")]
        ).lower()
        for field in ("name", "phone", "patient_type", "for_whom"):
            wanted, got = str(expect.get(field, "")), str(getattr(details, field)).partition(";")[0]
            if field == "for_whom" and _relation(wanted) == _relation(got):
                continue
            if wanted and wanted.lower() != got.lower() and not (field == expect.get("unasked") and not got):
                lost = not got and wanted.lower() not in everything
                yield f"{'lost' if lost else 'wrong'} {field}: {got!r}, not {wanted!r}"
        for field in ("reason", "notes"):
            held = details.reason.lower() if field == "reason" else everything
            for word in expect.get(field, ()):
                if str(word).lower() not in held:
                    kind = "wrong" if str(word).lower() in everything else "lost"
                    yield f"{kind} {field}: {word!r} not in {(details.reason, details.note)}"
        yield from self._wrong_time(expect, requests[0], everything)

    def _wrong_time(self, expect: Mapping[str, Any], request: Appointment, everything: str) -> Iterator[str]:
        days = {str(day) for day in expect.get("days", ())}
        limits = [str(expect[key]) for key in ("from", "until") if key in expect]
        windows = [
            (window.start.astimezone(self._clinic.timezone), window.end.astimezone(self._clinic.timezone))
            for window in request.details.windows
        ]
        if not windows:
            in_words = "some" in expect and (request.kind == "callback" or request.details.when)
            if (days or limits) and not in_words:
                yield f"{'wrong' if 'when:' in everything else 'lost'} when: none"
            return
        got = {start.date().isoformat() for start, _ in windows}
        if days and not (got & days if "some" in expect else got <= days):
            yield f"wrong when: {request.details.when!r} is on {sorted(got)}, not {sorted(days)}"
        early, late = expect.get("from"), expect.get("until")
        if early and any(_clock(start) < str(early) for start, _ in windows):
            yield f"wrong when: {request.details.when!r} begins before {early}"
        if late and any(_clock(end) > str(late) for _, end in windows):
            yield f"wrong when: {request.details.when!r} ends after {late}"


def _relation(words: str) -> str:
    """A relation in one of the words for it: "dad" is "father"."""
    plain = words.lower()
    return next((same[0] for same in _SAME_RELATION if plain in same), plain)


def _said(trial: Mapping[str, Any], said: Sequence[str]) -> dict[str, Any]:
    """What is to be expected of what the patient came to say: who was never asked for a time did not name its limits."""
    expect, everything = dict(trial["expect"]), " ".join(said).lower()
    for field in ("reason", "notes"):
        expect[field] = [word for word in expect.get(field, ()) if str(word).lower() in everything]
    if not _was_said(trial, "patient_type", said) and not find_patient_type(str(trial["opening"])):
        expect["unasked"] = "patient_type"
    if not _was_said(trial, "when", said):
        expect = {key: value for key, value in expect.items() if key not in ("from", "until")} | {"some": True}
    return expect


def _was_said(trial: Mapping[str, Any], step: str, said: Sequence[str]) -> bool:
    answers = trial["answers"].get(step) or []
    return any(answer in said for answer in ([answers] if isinstance(answers, str) else answers))


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def summary(ended: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many trials ended as they should, and in how many of them what went wrong."""
    found: collections.Counter[str] = collections.Counter(trials=len(ended))
    found["as they should"] = sum(not trial["wrong"] for trial in ended)
    for kind in ("wrong", "lost", "not sent"):
        found[kind] = sum(any(wrong.startswith(kind) for wrong in trial["wrong"]) for trial in ended)
    found["met by a warning or check"] = sum(bool(trial["warned"]) for trial in ended)
    return dict(found)


async def _all(channel: str, trials: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    runner = Trials(channel)
    return [await runner.run(trial) for trial in trials]


def main() -> None:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=TRIALS)
    parser.add_argument("--channel", choices=("web", "sms"), default="web")
    parser.add_argument("--trace", metavar="ID", help="one trial, turn by turn")
    parser.add_argument("--json", action="store_true", help="every trial, one JSON object a line")
    arguments = parser.parse_args()
    trials = YAML(typ="safe").load(arguments.file.read_text(encoding="utf-8"))
    if arguments.trace:
        trials = [trial for trial in trials if trial["id"] == arguments.trace]
    with clock_at(datetime.fromisoformat(NOW)):
        ended = asyncio.run(_all(arguments.channel, trials))
    for trial in ended:
        if arguments.json:
            print(json.dumps(trial, ensure_ascii=False))
        elif arguments.trace:
            print(*(f"> {said}\n{reply}" for said, reply in trial["talk"]), trial["wrong"], trial["warned"], sep="\n")
    if not arguments.json:
        print(json.dumps(summary(ended), indent=1))


if __name__ == "__main__":
    main()
