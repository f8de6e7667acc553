"""`new-topic`: asks for everything that a topic needs, writes its files and runs `check`.

It asks one question a line, so that answers can be piped in. Nothing is written before the last question is answered.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import settings
from frontdesk.tools.asking import Asker, NoAnswerError
from frontdesk.tools.topic_files import Topic, Wording

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_NEIGHBOURS = 3
_SHOWN = 5


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("new-topic", help="ask for everything that a topic needs, and write its files")
    parser.add_argument("name", help="what the topic is called inside, such as back_door_parking")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask, write, check; 1 if nothing was written or something is wrong."""
    return new_topic(arguments.name, Asker(), settings().clinic, Path())


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
        topic = _asked(name, asker, clinic, data, responses)
    except NoAnswerError as ended:
        asker.tell(f"\n{ended} Nothing was written.")
        return 1
    for file, content in topic.files().items():
        place = root / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        asker.tell(f"Wrote {file}")
    found = problems(clinic, data, domain)
    for problem in found:
        asker.tell(problem)
    asker.tell("Mend these, then run `python -m frontdesk check`." if found else _next_steps(topic))
    return 1 if found else 0


def _refused(name: str, responses: Iterable[str]) -> str:
    from frontdesk.content.topic_ids import is_faq_topic

    if not _NAME.fullmatch(name) or not is_faq_topic(name):
        return f"A topic cannot be called {name!r}. Use small letters and underscores, such as back_door_parking."
    if f"utter_faq/{name}" in responses or f"utter_{name}" in responses:
        return f"There is a topic `{name}`. Edit it in data/faq, or choose another name."
    return ""


def _next_steps(topic: Topic) -> str:
    first = topic.english.phrasings[0].replace('"', "'")
    return (
        "Everything is in order. Next:\n"
        "  python -m frontdesk check --sms-table > docs/sms-texts.md\n"
        "  make run        (trains, which takes some minutes, and starts)\n"
        f'  python -m frontdesk ask "{first}"'
    )


def _asked(name: str, asker: Asker, clinic: Clinic, data: Path, responses: Any) -> Topic:
    from frontdesk.checks.examples import FEWEST_PHRASINGS
    from frontdesk.checks.languages import FEWEST_PHRASINGS as FEWEST_PHRASINGS_IN_A_LANGUAGE
    from frontdesk.checks.overlap import topic_phrasings
    from frontdesk.language.packs import packs

    asker.tell(f"A new topic, `{name}`. docs/content.md says how an answer is written.\n")
    known = topic_phrasings(data)
    english = _wording(name, asker, clinic, "", FEWEST_PHRASINGS, _taken(known))
    source = asker.ask("What does the answer rest on", "Clinic settings")
    section = asker.ask("Which part of that", english.title.lower())
    url = asker.ask("Address of the source on the web", needed=False, doubts=_of_url)
    reviewed = asker.ask_yes("Has somebody who answers for it read this answer (yes or no)", usual=False)
    asker.tell("\nComparing with the other topics (up to a minute) ...")
    near = _show_neighbours(name, asker, english.phrasings, known)
    topics = {phrasing.topic for phrasing in known}
    follow_ups = asker.ask(
        "Topics to go on with, two or three", ", ".join(near), doubts=lambda given: _of_follow_ups(given, topics)
    )
    languages = {}
    for code, pack in packs().items():
        called = str(pack.settings["name"])
        if asker.ask_yes(f"Add it in {called} too (yes or no)", usual=True):
            languages[code] = _wording(name, asker, clinic, f" in {called}", FEWEST_PHRASINGS_IN_A_LANGUAGE, {})
    return Topic(name, english, source, section, url, reviewed, re.split(r"[ ,]+", follow_ups), languages)


def _wording(name: str, asker: Asker, clinic: Clinic, language: str, fewest: int, taken: dict[str, str]) -> Wording:
    from frontdesk.checks.examples import words_only

    def of_phrasing(given: str) -> Iterator[str]:
        if words_only(given) in taken:
            yield f"This stands in `{taken[words_only(given)]}`. Write it otherwise, or take it out there."

    title = asker.ask(f"Title{language}, a few words that buttons show")
    web = asker.ask(
        f"Answer{language}, as the web chat says it", doubts=lambda text: _of_text(name, text, False, clinic)
    )
    sms = asker.ask(
        f"Answer{language} by text message; empty if it is the same",
        needed=False,
        doubts=lambda text: _of_text(name, text, True, clinic),
    )
    if not sms and (doubts := list(_of_text(name, web, True, clinic))):
        asker.tell("\n".join(f"  {doubt}" for doubt in doubts))
        sms = asker.ask("A shorter answer, then", doubts=lambda text: _of_text(name, text, True, clinic))
    yes_no = asker.ask(f"What comes first{language} where yes or no can answer, such as “Yes.”", needed=False)
    phrasings = asker.ask_lines(f"What patients write{language}", fewest, of_phrasing)
    return Wording(title, web, sms, phrasings, yes_no)


def _taken(known: Sequence[Any]) -> dict[str, str]:
    from frontdesk.checks.examples import words_only

    return {words_only(phrasing.text): phrasing.topic for phrasing in known}


def _of_text(name: str, text: str, sms: bool, clinic: Clinic) -> Iterator[str]:
    from frontdesk.checks import check, responses, texts
    from frontdesk.checks.text_forms import canned

    utter = f"utter_faq/{name}"
    form = {"text": text, "channel": "sms"} if sms else {"text": text}
    yield from check.of_text(utter, text, sms)
    yield from responses.of_forms(utter, {utter: [form]})
    if sms:
        unreviewed = {"source": {"title": "-", "section": "-", "url": None, "reviewed": False}}
        for sent in canned({utter: [{**form, "metadata": unreviewed}]}, texts.as_usual(clinic)):
            yield from texts.of_length(sent)
            yield from texts.of_words(sent)


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


def _show_neighbours(name: str, asker: Asker, phrasings: Sequence[str], known: Sequence[Any]) -> list[str]:
    """The topics that the phrasings are nearest to, after the nearest phrasings were shown."""
    from frontdesk.checks.overlap import NEAR, neighbours
    from frontdesk.content.topic_ids import is_faq_topic

    pairs = neighbours(name, phrasings, known)
    near = [pair for pair in pairs if pair.similarity >= NEAR][:_SHOWN]
    if near:
        asker.tell("These say nearly what another topic says; patients may get either answer:")
    for pair in near:
        asker.tell(f"  {pair.similarity:.2f}  {pair.first.text}\n        {pair.second.topic}: {pair.second.text}")
    counts = Counter(pair.second.topic for pair in pairs if is_faq_topic(pair.second.topic))
    return [topic for topic, _ in counts.most_common(_NEIGHBOURS)]
