"""`check`: is what the clinic edited complete, consistent and allowed? Every problem is a sentence for the person who edits."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from frontdesk.booking import catalogue
from frontdesk.checks import compared, examples, languages, naming, own_sentences, privacy
from frontdesk.checks import responses as response_checks
from frontdesk.checks import texts as text_checks
from frontdesk.content.naming import PREFIX as NAMED_PREFIX
from frontdesk.content.own_data import own_phrasings, own_responses
from frontdesk.content.phrasings import DATA, data_files, phrasings, read_yaml
from frontdesk.content.response_names import UnknownTopicError, topic_of, utter_action
from frontdesk.content.reviewed import Responses, raw_metadata, read_metadata, variations, without_values, words
from frontdesk.content.topic_ids import ACTIONS, FAQ, FAQ_TOPICS, SAFETY_GROUPS, SMALL_TALK
from frontdesk.settings.clinic import Clinic
from frontdesk.settings.environment import Settings
from frontdesk.settings.values import SettingsError

MOST_WEB_WORDS = 70

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


def read_responses(data: Path = DATA, domain: Path = Path("domain.yml")) -> Responses:
    """All responses by name, from the data files, the domain and the variants of a booking."""
    responses: dict[str, Any] = dict(catalogue.texts())
    for file in [*data_files(data), domain]:
        responses.update(read_yaml(file).get("responses") or {})
    return responses


def response_files(data: Path = DATA, domain: Path = Path("domain.yml")) -> dict[str, str]:
    """The file in which each response stands."""
    return {
        name: file.as_posix() for file in [*data_files(data), domain] for name in read_yaml(file).get("responses") or {}
    }


def problems(
    clinic: Clinic, data: Path = DATA, domain: Path = Path("domain.yml"), own: Path | None = None
) -> list[str]:
    """Everything that is wrong with the data, each as a sentence that names the place and the remedy.

    `own`: the data that one of several clinics has for itself.
    """
    try:
        misshapen = [
            said for file in [*data_files(data), domain] for said in _of_shape(file.as_posix(), read_yaml(file))
        ]
        if misshapen:
            return misshapen
        shared = read_responses(data, domain)
        in_own_words = own_responses(own)
        responses = {**shared, **in_own_words}
        phrases = [*phrasings(data), *own_phrasings(own)]
    except SettingsError as error:
        return list(error.problems)
    except YAMLError as error:
        return [
            f"A data file is not valid YAML: {' '.join(str(error).split())}. Check the indentation and quotes there."
        ]
    return [
        *response_checks.problems(responses, response_files(data, domain) | dict.fromkeys(in_own_words, f"{own}")),
        *_of_answers(responses),
        *naming.problems(responses),
        *naming.language_problems(responses),
        *examples.problems(phrases, dict.fromkeys((*FAQ_TOPICS, *_own_topics(responses)))),
        *_of_texts(responses),
        *own_sentences.problems(clinic),
        *text_checks.problems(responses, clinic),
        *languages.problems(shared, text_checks.as_usual(clinic)),
        *compared.problems(shared, compared.read(data)),
    ]


def demo_problems(clinic: Clinic) -> list[str]:
    """What keeps a clinic from going live with the shipped demonstration values."""
    return [
        f"clinic.yml: `{key}` is still a demonstration value. Put the real value in and remove it from demo_values."
        for key in sorted(clinic.demo_values)
    ]


def production_problems(config: Settings) -> list[str]:
    """What keeps a clinic from going live: demonstration values, requests that would reach nobody, passwords in the clear, what
    is open of privacy and safety."""
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
    if config.staff_url and not config.staff_url.startswith("https://"):
        found.append(
            "FRONTDESK_STAFF_URL begins with http://, so that passwords and patients' data cross the network in the clear. Put "
            "a proxy with TLS in front of the front desk's page and set its https:// address."
        )
    return [*found, *privacy.open_points(config.clinic)]


def _of_shape(file: str, content: Any) -> Iterator[str]:
    """Whether the rest of `check` can read a file at all."""
    if not isinstance(content, Mapping):
        yield f"{file}: the file holds no keys. Begin it with `version:`, or remove it."
        return
    if not isinstance(content.get("responses") or {}, Mapping):
        yield f"{file}: `responses` is no group of keys. Write each name below it, indented, as `utter_faq/cost:`."
    questions = content.get("nlu") or []
    if not isinstance(questions, list):
        yield f"{file}: `nlu` is no list. Write each topic below it as `- intent: ...`."
        return
    for number, item in enumerate(questions, 1):
        if not isinstance(item, Mapping) or not all(isinstance(item.get(key), str) for key in ("intent", "examples")):
            yield f"{file}: topic no. {number} below `nlu` lacks intent or examples. Write `- intent: ...` and `examples: |`."


def _topics(responses: Responses) -> list[str]:
    """The topics that there must be, and those of the clinic's own."""
    return list(dict.fromkeys((*FAQ_TOPICS, *ACTIONS, *SMALL_TALK, "personal_advice", *_own_topics(responses))))


def _own_topics(responses: Responses) -> list[str]:
    return [topic_of(name) for name in responses if name.startswith(f"utter_{FAQ}/")]


def _of_answers(responses: Responses) -> Iterator[str]:
    for topic in _topics(responses):
        try:
            name = utter_action(topic, responses)
        except UnknownTopicError:
            yield f"The topic `{topic}` has no answer. Add `utter_faq/{topic}` beside its questions in data/faq."
            continue
        yield from _of_metadata(name, raw_metadata(responses, name))
        if variations(responses, name):
            yield from response_checks.of_settings(name, responses)
        for follow_up in _listed(raw_metadata(responses, name)):
            try:
                utter_action(follow_up, responses)
            except UnknownTopicError:
                yield f"`{name}` offers `{follow_up}`, which is no topic. It is probably misspelt in follow_ups."
    for group in SAFETY_GROUPS:
        name = f"utter_safety/{group}"
        if name not in responses:
            yield f"The safety group `{group}` has no message. Add `{name}` in data/safety/{group}.yml."
            continue
        metadata = raw_metadata(responses, name)
        yield from response_checks.of_level(name, metadata)
        yield from response_checks.of_source(name, metadata)


def _listed(metadata: Mapping[str, Any]) -> list[str]:
    given = metadata.get("follow_ups")
    return [item for item in given if isinstance(item, str)] if isinstance(given, list) else []


def _of_metadata(name: str, metadata: Mapping[str, Any]) -> Iterator[str]:
    if not words(metadata.get("title")):
        yield f"`{name}` has no title. Add one to its metadata; buttons show it."
    if len(_listed(metadata)) < 2:
        yield f"`{name}` offers fewer than two topics to go on with. Add follow_ups to its metadata."
    yield from response_checks.of_source(name, metadata)


def _of_texts(responses: Responses) -> Iterator[str]:
    for name in responses:
        forms = variations(responses, name)
        first = read_metadata(responses, name).yes_no
        for form in forms:
            yield from of_text(name, f"{first} {form['text']}", form.get("channel") == "sms")
        if not any(form.get("channel") is None for form in forms):
            yield f"`{name}` has no web answer. Add a text without a channel."
        if _needs_sms(name) and not any(form.get("channel") == "sms" for form in forms):
            yield f"`{name}` has no text-message answer. Add a text with channel: sms."


def _needs_sms(name: str) -> bool:
    return name.startswith(("utter_faq/", "utter_safety/", NAMED_PREFIX)) or topic_of(name) in (
        *ACTIONS,
        *SMALL_TALK,
        "personal_advice",
    )


def of_text(name: str, text: str, sms: bool) -> Iterator[str]:
    """Whether the written words of a text claim what none may, or are too many for the web.

    What clinic.yml puts into them has no limits here.
    """
    written = without_values(text)
    for pattern in DO_NOT_SAY:
        found = re.search(pattern, written, re.IGNORECASE)
        if found:
            yield f"`{name}` says “{found.group()}”, which is on the do-not-say list (docs/content.md). Say what may happen."
    count = len(written.split())
    if not sms and count > MOST_WEB_WORDS:
        yield f"`{name}` has {count} words on the web; at most {MOST_WEB_WORDS}. Shorten it."
