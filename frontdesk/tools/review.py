"""`review`: one page with every answer, warning and question in doubt, to be read, signed and kept."""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from frontdesk.settings.clinic import Clinic
from frontdesk.settings.clinics import settings

_TEMPLATES = Path(__file__).parent / "templates"
_REVIEWED, _OPEN, _NO_SOURCE = "reviewed", "not reviewed", "states no fact"
_VALUE = re.compile(r"(\{\w+\})")
# Section, how the names of its responses begin, and what it is.
_SECTIONS = (
    ("Warnings", "utter_safety/", "Said at once where a message tells of a warning sign."),
    ("Questions in doubt", "utter_check_", "Asked where a message may tell of a warning sign and may not."),
    ("Answers", "utter_faq/", "Said to a question. The first words answer yes or no where that is asked."),
    (
        "By name",
        "utter_named_",
        "Said instead of an answer where a message names a condition, a caution or an insurer.",
    ),
    (
        "Everything else",
        "utter_",
        "Greetings, bookings, messages for the front desk, and what is said when nothing is known.",
    ),
)


@dataclass(frozen=True)
class Form:
    """One text as it is said: `pieces` are its words, and the clinic's values between them."""

    channel: str
    when: str
    first: str
    pieces: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Spoken:
    """A response in one language."""

    code: str
    language: str
    state: str
    forms: Sequence[Form]


@dataclass(frozen=True)
class Entry:
    """A response in all languages, with what it rests on."""

    name: str
    title: str
    level: str
    source: Mapping[str, Any] | None
    spoken: Sequence[Spoken]

    @property
    def is_reviewed(self) -> bool:
        """Whether nothing of it waits for somebody to stand behind it, in any language."""
        return all(spoken.state != _OPEN for spoken in self.spoken)


@dataclass(frozen=True)
class Section:
    """Responses of one kind."""

    title: str
    about: str
    entries: Sequence[Entry]


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("review", help="write a page of all answers and warnings, to be signed")
    parser.add_argument("file", type=Path, help="the HTML file to write")
    parser.add_argument("--open", action="store_true", help="only what nobody has reviewed yet")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the page."""
    clinic = settings(arguments.clinic).clinic
    sections = sections_of(clinic, only_open=arguments.open)
    arguments.file.write_text(page(sections, clinic, datetime.now(clinic.timezone)), encoding="utf-8")
    entries = [entry for section in sections for entry in section.entries]
    reviewed = sum(entry.is_reviewed for entry in entries)
    print(
        f"Wrote {arguments.file}: {len(entries)} texts, {len(entries) - reviewed} of them not yet reviewed in every language."
    )
    return 0


def sections_of(clinic: Clinic, only_open: bool = False) -> list[Section]:
    """Everything that may be said to patients, by kind."""
    from frontdesk.checks.check import read_responses
    from frontdesk.content.clinic_text import placeholders
    from frontdesk.content.translations import translated
    from frontdesk.language.packs import ENGLISH, packs

    english = read_responses()
    values = placeholders(clinic)
    languages = [(ENGLISH, "English", english)]
    languages += [(code, str(pack.settings["name"]), translated(english, pack)) for code, pack in packs().items()]
    sections, seen = [], set[str]()
    for title, prefix, about in _SECTIONS:
        names = [name for name in english if name.startswith(prefix) and name not in seen]
        seen.update(names)
        entries = [_entry(name, languages, values) for name in names]
        kept = [entry for entry in entries if not (only_open and entry.is_reviewed)]
        sections.append(Section(title, about, kept))
    return sections


def _entry(name: str, languages: Sequence[tuple[str, str, Any]], values: Mapping[str, str]) -> Entry:
    from frontdesk.content.reviewed import raw_metadata, read_metadata, words

    metadata = read_metadata(languages[0][2], name)
    spoken = []
    for code, language, responses in languages:
        forms = list(_forms(name, responses, values))
        stands = metadata.is_reviewed or metadata.source is None
        is_read = stands and read_metadata(responses, name).translation_reviewed
        state = (_REVIEWED if metadata.source else _NO_SOURCE) if is_read else _OPEN
        spoken.append(Spoken(code, language, state, forms))
    level = words(raw_metadata(languages[0][2], name).get("level"))
    return Entry(name, metadata.title or name.removeprefix("utter_"), level, metadata.source, spoken)


def _forms(name: str, responses: Any, values: Mapping[str, str]) -> Iterator[Form]:
    from frontdesk.content.reviewed import metadata_of, read_metadata, variations, words

    first = read_metadata(responses, name).yes_no
    for form in variations(responses, name):
        channel = "Text message" if form.get("channel") == "sms" else "Web"
        yield Form(channel, words(metadata_of(form).get("when")), first, _pieces(str(form["text"]), values))


def _pieces(text: str, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The words of a text, and the values in it, which are marked; one that is not set stays in braces."""
    parts = [part for part in _VALUE.split(text) if part]
    return [(values.get(part[1:-1]) or part, True) if _VALUE.fullmatch(part) else (part, False) for part in parts]


def page(sections: Sequence[Section], clinic: Clinic, now: datetime) -> str:
    """The page as HTML, with nothing outside of it."""
    import jinja2

    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("review.html").render(sections=sections, clinic=clinic, now=now)
