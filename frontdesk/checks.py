"""`check`: is what the clinic edited complete, consistent and allowed? Every problem is a sentence for its editor."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from frontdesk import sms_checks
from frontdesk.answers import Responses, UnknownTopicError, topic_of, utter_action
from frontdesk.clinic_text import placeholders
from frontdesk.phrasings import DATA, data_files, phrasings, read_yaml
from frontdesk.settings import Clinic, Settings
from frontdesk.topic_ids import ACTIONS, FAQ_TOPICS, SAFETY_GROUPS, SMALL_TALK

MOST_WEB_WORDS = 70
FEWEST_PHRASINGS = 25
FEWEST_SIGNS = 25

# What no answer may say (knowledge: the regulator's advertising standard and claims found to be unsafe or unproven).
DO_NOT_SAY = (
    r"stop (?:taking )?your (?:blood thinner|medication|medicine)",
    r"\bpainless\b",
    r"\bno side effects\b",
    r"\btoxins?\b",
    r"\bguarantee[ds]?\b",
    r"\bpermanent(?:ly)?\b",
    r"\bcures?\b",
    r"\bbetter than\b",
    r"\bremarkable\b",
    r"\bproven to\b",
    r"\b(?:best|leading|number one) (?:clinic|treatment|physio)",
    r"(?:is|are|it's) (?:completely |totally |perfectly )?safe (?:in|during|while) pregnan",
    r"\byou(?:'re| are) a (?:good|great|suitable) candidate",
    r"\bwill (?:be )?(?:cover|reimburse)",
    r"\$\s?\d",
    r"normal referred pain",
    r"\bnothing to worry about\b",
)
_BRACES = re.compile(r"\{(\w+)\}")
_RESPONSES_ONLY_IN_CODE = frozenset(
    "candidates topic related noted detail name who phone when reason patient_type times reference due policy link email "
    "new services appointments".split()
)


def read_responses(data: Path = DATA, domain: Path = Path("domain.yml")) -> Responses:
    """All responses by name, from the data files and the domain."""
    responses: dict[str, Any] = {}
    for file in [*data_files(data), domain]:
        responses.update(read_yaml(file).get("responses", {}))
    return responses


def problems(clinic: Clinic, data: Path = DATA, domain: Path = Path("domain.yml")) -> list[str]:
    """Everything that is wrong with the data, each as a sentence that names the place and the remedy."""
    try:
        responses = read_responses(data, domain)
        examples = list(phrasings(data))
    except YAMLError as error:
        return [
            f"A data file is not valid YAML: {' '.join(str(error).split())}. Check the indentation and quotes there."
        ]
    return [
        *_of_answers(responses),
        *_of_phrasings(examples),
        *_of_texts(responses, clinic),
        *sms_checks.problems(responses, clinic),
    ]


def demo_problems(clinic: Clinic) -> list[str]:
    """What keeps a clinic from going live with the shipped demonstration values."""
    return [
        f"clinic.yml: `{key}` is still a demonstration value. Put the real value in and remove it from demo_values."
        for key in sorted(clinic.demo_values)
    ]


def production_problems(config: Settings) -> list[str]:
    """What keeps a clinic from going live: demonstration values, and requests that would reach nobody."""
    found = demo_problems(config.clinic)
    if config.smtp_url is None:
        found.append(
            "FRONTDESK_SMTP_URL is not set, so that e-mails to the front desk and to patients only become files. Set it to the "
            "clinic's mail server."
        )
    if config.clinic.email is None:
        found.append(
            "clinic.yml: `clinic.email` is not set, so that nobody is told of requests. Add the front desk's address."
        )
    return found


def _of_answers(responses: Responses) -> Iterator[str]:
    for topic in (*FAQ_TOPICS, *ACTIONS, *SMALL_TALK, "personal_advice"):
        try:
            name = utter_action(topic, responses)
        except UnknownTopicError:
            yield f"The topic `{topic}` has no answer. Add `utter_faq/{topic}` beside its questions in data/faq."
            continue
        metadata = responses[name][0].get("metadata", {})
        yield from _of_metadata(name, metadata)
        for follow_up in metadata.get("follow_ups", []):
            try:
                utter_action(follow_up, responses)
            except UnknownTopicError:
                yield f"`{name}` offers `{follow_up}`, which is no topic. It is probably misspelt in follow_ups."
    for group in SAFETY_GROUPS:
        name = f"utter_safety/{group}"
        if name not in responses:
            yield f"The safety group `{group}` has no message. Add `{name}` in data/safety/{group}.yml."
            continue
        metadata = responses[name][0].get("metadata", {})
        if metadata.get("level") not in ("emergency", "urgent"):
            yield f"`{name}` has no level. Write level: emergency or level: urgent in its metadata."
        yield from _of_source(name, metadata)


def _of_metadata(name: str, metadata: Mapping[str, Any]) -> Iterator[str]:
    if not metadata.get("title"):
        yield f"`{name}` has no title. Add one to its metadata; buttons show it."
    if len(metadata.get("follow_ups", [])) < 2:
        yield f"`{name}` offers fewer than two topics to go on with. Add follow_ups to its metadata."
    yield from _of_source(name, metadata)


def _of_source(name: str, metadata: Mapping[str, Any]) -> Iterator[str]:
    source = metadata.get("source") or {}
    if set(source) != {"title", "section", "url", "reviewed"} or not source.get("title") or not source.get("section"):
        yield f"`{name}` does not say what it rests on. Its source needs title, section, url (or null) and reviewed."


def _of_phrasings(examples: list[tuple[str, str]]) -> Iterator[str]:
    counts: dict[str, int] = defaultdict(int)
    owners: dict[str, set[str]] = defaultdict(set)
    for label, text in examples:
        counts[label] += 1
        if not label.startswith(("safety/", "no_sign/")):
            owners[" ".join(re.findall(r"\w+", text.lower())) or text].add(label)
    for topic in FAQ_TOPICS:
        if counts[f"faq/{topic}"] < FEWEST_PHRASINGS:
            yield f"The topic `{topic}` has {counts[f'faq/{topic}']} phrasings. Write at least {FEWEST_PHRASINGS} in data/faq."
    for group in SAFETY_GROUPS:
        for label in (f"safety/{group}", f"no_sign/{group}"):
            if counts[label] < FEWEST_SIGNS:
                yield f"`{label}` has {counts[label]} phrasings. Write at least {FEWEST_SIGNS} in data/safety/{group}.yml."
    for text, labels in sorted(owners.items()):
        if len(labels) > 1:
            yield f"The phrasing “{text}” stands in {' and '.join(sorted(labels))}. Keep it in one of them."


def _of_texts(responses: Responses, clinic: Clinic) -> Iterator[str]:
    values = {**placeholders(clinic), **dict.fromkeys(_RESPONSES_ONLY_IN_CODE, "")}
    for name, variations in responses.items():
        for variation in variations:
            text, sms = str(variation.get("text", "")), variation.get("channel") == "sms"
            unknown = sorted(set(_BRACES.findall(text)) - set(values))
            if unknown:
                yield f"`{name}` names {{{unknown[0]}}}, which is no value. docs/settings.md lists the values."
                continue
            yield from _of_text(name, text.format(**values), sms)
        if not any(variation.get("channel") is None for variation in variations):
            yield f"`{name}` has no web answer. Add a text without a channel."
        if _needs_sms(name) and not any(variation.get("channel") == "sms" for variation in variations):
            yield f"`{name}` has no text-message answer. Add a text with channel: sms."


def _needs_sms(name: str) -> bool:
    return name.startswith(("utter_faq/", "utter_safety/")) or topic_of(name) in (
        *ACTIONS,
        *SMALL_TALK,
        "personal_advice",
    )


def _of_text(name: str, text: str, sms: bool) -> Iterator[str]:
    for pattern in DO_NOT_SAY:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            yield f"`{name}` says “{found.group()}”, which is on the do-not-say list (docs/content.md). Say what may happen."
    if not sms and len(text.split()) > MOST_WEB_WORDS:
        yield f"`{name}` has {len(text.split())} words on the web; at most {MOST_WEB_WORDS}. Shorten it."
