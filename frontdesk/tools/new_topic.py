"""`new-topic`: asks for everything that a topic needs, writes its files and runs `check`.

1. It asks what patients write, and compares that with all topics. If most of it is near to one of them, it proposes to add the
   messages there: a second topic beside it would only be confused with it.
2. For a topic of its own it asks for title, answers, source and neighbours, and for the same in other languages.
3. It asks one question a line, so that answers can be piped in. Nothing is written before the last one is answered.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontdesk.settings.clinic import Clinic
from frontdesk.settings.clinics import settings
from frontdesk.tools.asking import Asker, NoAnswerError
from frontdesk.tools.topic_files import Messages, Topic, Wording

if TYPE_CHECKING:
    from frontdesk.checks.overlap import Pair

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NEIGHBOURS = 3
_MANY = 0.4  # of the messages that are nearest to one topic
_SHOWN = 5


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("new-topic", help="ask for everything that a topic needs, and write its files")
    parser.add_argument("name", help="what the topic is called inside, such as back_door_parking")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask, write, check; 1 if nothing was written or something is wrong."""
    return new_topic(arguments.name, Asker(), settings(arguments.clinic).clinic, Path())


def new_topic(name: str, asker: Asker, clinic: Clinic, root: Path) -> int:
    """The same in the repository at `root`."""
    from frontdesk.checks.check import problems, read_responses

    data, domain = root / "data", root / "domain.yml"
    responses = read_responses(data, domain)
    refused = _refused(name, responses)
    if refused:
        asker.tell(refused)
        return 1
    try:
        written = _asked(name, asker, clinic, data, responses)
    except NoAnswerError as ended:
        asker.tell(f"\n{ended} Nothing was written.")
        return 1
    there = [str(file) for file in written.files() if (root / file).exists()]
    if there:
        asker.tell(f"{there[0]} is there already, so nothing was written. Choose another name, or edit that file.")
        return 1
    for file, content in written.files().items():
        place = root / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        asker.tell(f"Wrote {file}")
    found = problems(clinic, data, domain)
    for problem in found:
        asker.tell(problem)
    asker.tell("Mend these, then run `python -m frontdesk check`." if found else _next_steps(written))
    return 1 if found else 0


def _refused(name: str, responses: Iterable[str]) -> str:
    from frontdesk.content.topic_ids import is_faq_topic

    if not _NAME.fullmatch(name) or not is_faq_topic(name):
        return f"A topic cannot be called {name!r}. Use small letters and underscores, such as back_door_parking."
    if f"utter_faq/{name}" in responses or f"utter_{name}" in responses:
        return f"There is a topic `{name}`. Edit it in data/faq, or choose another name."
    return ""


def _next_steps(written: Topic | Messages) -> str:
    first = (written.english if isinstance(written, Messages) else written.english.phrasings)[0].replace('"', "'")
    return (
        "Everything is in order. Next:\n"
        "  python -m frontdesk check --compared\n"
        "  python -m frontdesk check --sms-table > docs/sms-texts.md\n"
        "  make run        (trains, which takes some minutes, and starts)\n"
        f'  python -m frontdesk ask "{first}"'
    )


def _asked(name: str, asker: Asker, clinic: Clinic, data: Path, responses: Any) -> Topic | Messages:
    from frontdesk.checks.examples import FEWEST_PHRASINGS
    from frontdesk.checks.overlap import topic_phrasings

    asker.tell(f"A new topic, `{name}`. docs/content.md says how an answer is written.\n")
    known = topic_phrasings(data)
    phrasings = _phrasings(asker, "", FEWEST_PHRASINGS, _taken(known))
    asker.tell("\nComparing with the other topics (up to a minute) ...")
    pairs = _shown_neighbours(name, asker, phrasings, known)
    counts = Counter(pair.second.topic for pair in pairs if _is_topic(pair.second.topic, responses))
    for wider, count in counts.most_common(1):
        if count >= _MANY * len(phrasings) and _belongs_there(asker, clinic, wider, count, responses):
            return Messages(name, wider, phrasings, dict(_in_languages(asker)))
    return _topic(name, asker, clinic, phrasings, [topic for topic, _ in counts.most_common(_NEIGHBOURS)], known)


def _belongs_there(asker: Asker, clinic: Clinic, wider: str, count: int, responses: Any) -> bool:
    """Whether the messages are to be added to the topic that most of them are nearest to."""
    from frontdesk.content.answers import Answers
    from frontdesk.content.reviewed import read_metadata

    utter = f"utter_faq/{wider}"
    asker.tell(f"{count} of these are nearest to `{wider}`, which answers:")
    asker.tell(f"  “{Answers(responses, clinic).answer(utter, 'web').text}”")
    if read_metadata(responses, utter).setting:
        asker.tell(
            "  It rests on clinic.yml (docs/settings.md): a sentence there answers them without a topic of their own."
        )
    return asker.ask_yes(
        f"Add them to `{wider}` instead of making a topic that is confused with it (yes or no)", usual=True
    )


def _topic(
    name: str, asker: Asker, clinic: Clinic, phrasings: Sequence[str], near: Sequence[str], known: Sequence[Any]
) -> Topic:
    from frontdesk.language.packs import packs

    english = _wording(name, asker, clinic, "", phrasings)
    source = asker.ask("What does the answer rest on", "Clinic settings")
    section = asker.ask("Which part of that", english.title.lower())
    url = asker.ask("Address of the source on the web", needed=False, doubts=_of_url)
    reviewed = asker.ask_yes("Has somebody who answers for it read this answer (yes or no)", usual=False)
    topics = {phrasing.topic for phrasing in known}
    follow_ups = asker.ask(
        "Topics to go on with, two or three", ", ".join(near), doubts=lambda given: _of_follow_ups(given, topics)
    )
    languages = {
        code: _wording(name, asker, clinic, f" in {packs()[code].settings['name']}", written)
        for code, written in _in_languages(asker)
    }
    return Topic(name, english, source, section, url, reviewed, re.split(r"[ ,]+", follow_ups), languages)


def _in_languages(asker: Asker) -> Iterator[tuple[str, list[str]]]:
    """What patients write in each other language that it is to be added in."""
    from frontdesk.checks.languages import FEWEST_PHRASINGS
    from frontdesk.language.packs import packs

    for code, pack in packs().items():
        called = str(pack.settings["name"])
        if asker.ask_yes(f"Add it in {called} too (yes or no)", usual=True):
            yield code, _phrasings(asker, f" in {called}", FEWEST_PHRASINGS, {})


def _phrasings(asker: Asker, language: str, fewest: int, taken: Mapping[str, str]) -> list[str]:
    from frontdesk.checks.examples import words_only

    def doubts(given: str) -> Iterator[str]:
        if words_only(given) in taken:
            yield f"“{given}” stands in `{taken[words_only(given)]}`. Write it otherwise, or take it out there."

    return asker.ask_lines(f"What patients write{language}", fewest, doubts)


def _wording(name: str, asker: Asker, clinic: Clinic, language: str, phrasings: Sequence[str]) -> Wording:
    def on_web(text: str) -> Iterator[str]:
        return doubts_about(name, text, False, clinic, language)

    def by_text(text: str) -> Iterator[str]:
        return doubts_about(name, text, True, clinic, language)

    title = asker.ask(f"Title{language}, a few words that buttons show")
    web = asker.ask(f"Answer{language}, as the web chat says it", doubts=on_web)
    sms = asker.ask(f"Answer{language} by text message; empty if it is the same", needed=False, doubts=by_text)
    if not sms and (doubts := list(by_text(web))):
        asker.tell("\n".join(f"  {doubt}" for doubt in doubts))
        sms = asker.ask("A shorter answer, then", doubts=by_text)
    yes_no = asker.ask(f"What comes first{language} where yes or no can answer, such as “Yes.”", needed=False)
    return Wording(title, web, sms, phrasings, yes_no)


def _taken(known: Sequence[Any]) -> dict[str, str]:
    from frontdesk.checks.examples import words_only

    return {words_only(phrasing.text): phrasing.topic for phrasing in known}


def doubts_about(name: str, text: str, sms: bool, clinic: Clinic, language: str = "") -> Iterator[str]:
    """What is wrong with a text of a topic, on the web or as a text message; `language` is empty for English."""
    from frontdesk.channels.sms.reply import MOST_SEGMENTS
    from frontdesk.checks import check, responses, texts
    from frontdesk.checks.text_forms import canned
    from frontdesk.texting.gsm import normalised, segments

    utter = f"utter_faq/{name}"
    form = {"text": text, "channel": "sms"} if sms else {"text": text}
    yield from check.of_text(utter, text, sms)
    yield from responses.of_forms(utter, {utter: [form]}, {})
    if sms:
        unreviewed = {"source": {"title": "-", "section": "-", "url": None, "reviewed": False}}
        for sent in canned({utter: [{**form, "metadata": unreviewed}]}, texts.as_usual(clinic)):
            yield from () if language else texts.of_length(sent)
            yield from texts.of_words(sent)
            if language and segments(normalised(sent.whole)) > MOST_SEGMENTS:
                yield f"It takes more than {MOST_SEGMENTS} segments by text message. Shorten it."


def _of_url(given: str) -> Iterator[str]:
    if not given.startswith("https://"):
        yield "Write an address that begins with https://, or leave it empty."


def _of_follow_ups(given: str, topics: set[str]) -> Iterator[str]:
    named = re.split(r"[ ,]+", given)
    if not 2 <= len(named) <= _NEIGHBOURS:
        yield "Write two or three, with commas between them."
    for topic in named:
        if topic not in topics:
            yield f"`{topic}` is no topic. docs/topics.md lists them."


def _is_topic(topic: str, responses: Any) -> bool:
    return f"utter_faq/{topic}" in responses


def _shown_neighbours(name: str, asker: Asker, phrasings: Sequence[str], known: Sequence[Any]) -> "list[Pair]":
    """Each phrasing with the nearest one of another topic; those that are too near are shown."""
    from frontdesk.checks.overlap import NEAR, neighbours

    pairs = neighbours(name, phrasings, known)
    near = [pair for pair in pairs if pair.similarity >= NEAR][:_SHOWN]
    if near:
        asker.tell("These say nearly what another topic says:")
    for pair in near:
        asker.tell(f"  {pair.similarity:.2f}  {pair.first.text}\n        {pair.second.topic}: {pair.second.text}")
    return pairs
