"""`parse`: why a message is understood as it is, for a person or as JSON."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from frontdesk.settings.clinics import settings

_START = "start"
_DIGITS = 3


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("parse", help="say why a message is understood as it is")
    parser.add_argument("message", help="the message")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument("--asked", default=_START, help="the question of a booking that is open: name, when, reason, …")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what the trained model makes of a message."""
    from frontdesk.channels.terminal import Terminal
    from frontdesk.engine.explaining import Explainer
    from frontdesk.engine.nlu.words import OPEN
    from frontdesk.engine.training import train

    if arguments.asked not in OPEN:
        print(f"No question of a booking is called {arguments.asked!r}. Write one of: {', '.join(OPEN)}.")
        return 2
    config = settings(arguments.clinic)
    agent = Terminal(train(lambda _: None, config.own_data), config, "web").assistant.agent
    now = datetime.now(config.clinic.timezone)
    found = Explainer(agent, config.clinic).explain(arguments.message, arguments.asked, now)
    print(json.dumps(_rounded(found), ensure_ascii=False) if arguments.json else "\n".join(as_text(_rounded(found))))
    return 0


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def as_text(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines for a person."""
    outcome = found["outcome"]
    beside = [f"{key} {value}" for key, value in outcome.items() if key not in ("intent", "confidence", "lang")]
    yield f"Outcome   {outcome['intent']} ({outcome['confidence']})" + "".join(f"; {said}" for said in beside)
    yield f"Language  {found['language']}"
    if "read_as" not in found:
        return
    yield f"Read as   {found['read_as']}"
    yield f"Questions {_listed(found['questions'])}"
    yield f"Terms     {_listed(_term(term) for term in found['terms'])}"
    yield from _safety(found["safety"])
    yield from _topics(found["topics"])
    yield from _booking(found["booking"])


def _listed(items: Any) -> str:
    return " | ".join(items) or "-"


def _term(term: Mapping[str, Any]) -> str:
    return f"{term['words']} = {term['kind']} {term['term']}{', denied' if term['denied'] else ''}"


def _safety(safety: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield (
        f"Safety    {safety['probability']} for {safety['group']}; asked about from {safety['check_from']}, alarm from "
        f"{safety['alarm_from']}"
    )
    other = safety["other_language"]
    if other:
        yield f"          screen of the language: {other['probability']} for {other['group']}"
    rules = (f"{rule['group']}: {rule['words']}{', denied' if rule['denied'] else ''}" for rule in safety["rules"])
    yield f"  rules    {_listed(rules)}"
    yield f"  judged by its strongest part: {safety['strongest']}"
    adds = sorted(safety["adds"].items(), key=lambda item: -abs(item[1]))
    yield f"  evidence {', '.join(f'{name} {added:+}' for name, added in adds if added)} (added to the log-odds)"
    yield from _near("nearest signs", safety["nearest_signs"])
    yield from _near("nearest others", safety["nearest_others"])


def _topics(topics: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield (
        f"Topic     {topics['best']}, sure {topics['confidence']}; answered from {topics['answered_from']}, not known below "
        f"a score of {topics['resembles_from']}"
    )
    scores = ", ".join(f"{topic} {score}" for topic, score in topics["scores"].items())
    yield f"  scores   {scores}"
    second = f", and {topics['second']}" if topics["second"] else ""
    offered = f" ({', '.join(topics['candidates'])})" if topics["candidates"] else ""
    yield f"  alone    {topics['match']}{second}{offered}"
    yield from _near("nearest phrasings", topics["nearest"])


def _booking(booking: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    words = (f"{mark['what']}: {mark['words']} ({mark['sure']})" for mark in booking["words"])
    yield f'Booking   at "{booking["asked"]}": {_listed(words)}'
    yield f"  does     {', '.join(f'{act} {sure}' for act, sure in booking['does'].items()) or '-'}"
    yield f"  time     {booking['time'] or '-'}"


def _near(title: str, near: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"  {title}"
    for one in near:
        yield f"    {one['similarity']:.3f}  {one['label']}: {one['text']}"
