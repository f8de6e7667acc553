"""Which texts speak of what a message names: `utter_named_...` in data/faq/by_name.yml, chosen by topic and term.

1. A text stands for the topics in its `answers` and for the terms, or whole kinds of terms, in its `names`.
2. A term of its own comes before its kind, and what is named by name before a part of the body: "tennis elbow in my arm".
"""

from collections.abc import Iterator, Mapping, Sequence

from frontdesk.content.reviewed import Responses, raw_metadata
from frontdesk.language.terms import BODY_PART, NAMED
from frontdesk.language.when.text import listed

PREFIX = "utter_named_"
Term = Sequence[str]  # kind and term


def named_responses(responses: Responses) -> Iterator[str]:
    """The names of all texts about what is named."""
    return (name for name in responses if name.startswith(PREFIX))


def entries(responses: Responses, name: str, key: str) -> list[str]:
    """The `names` or `answers` of such a text, as far as they can be used."""
    found = raw_metadata(responses, name).get(key)
    return [item for item in found if isinstance(item, str)] if isinstance(found, list | tuple) else []


def by_name(responses: Responses, topic: str, named: Sequence[Term]) -> list[tuple[str, str]]:
    """The responses that answer a topic for what is named, each with the terms that it speaks of, in words."""
    said = {
        entry: name
        for name in named_responses(responses)
        if topic in entries(responses, name, "answers")
        for entry in entries(responses, name, "names")
    }
    return [(name, listed(terms, "and")) for name, terms in _grouped(said, named).items()]


def _grouped(said: Mapping[str, str], named: Sequence[Term]) -> dict[str, list[str]]:
    by_response: dict[str, list[str]] = {}
    for kind, term in sorted(named, key=lambda found: found[0] == BODY_PART):
        name = said.get(term) or said.get(kind if kind in NAMED else "")
        if name and not (kind == BODY_PART and by_response):
            by_response.setdefault(name, []).append(term)
    return by_response
