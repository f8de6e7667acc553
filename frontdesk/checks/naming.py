"""What `check` says of texts about what is named: for which terms and topics, and is each the only one?"""

from collections.abc import Iterator

from frontdesk.checks.responses import of_source
from frontdesk.content.naming import entries, named_responses
from frontdesk.content.reviewed import Responses, raw_metadata
from frontdesk.content.topic_ids import FAQ
from frontdesk.language.other_languages import languages
from frontdesk.language.terms import NAMED, terms


def problems(responses: Responses) -> Iterator[str]:
    """Everything that keeps a text from being said of what it is about."""
    known = {*NAMED, *(term for kind in NAMED for term in terms()[kind])}
    owners: dict[tuple[str, str], str] = {}
    for name in named_responses(responses):
        yield from of_source(name, raw_metadata(responses, name))
        for key in ("names", "answers"):
            if not entries(responses, name, key):
                yield f"`{name}` has no `{key}`. Add names: [tennis elbow] and answers: [conditions_treated] to its metadata."
        for entry in entries(responses, name, "names"):
            if entry not in known:
                yield f"`{name}` is about `{entry}`, which is no term. Add it to frontdesk/language/en/terms.yml, or mend it."
        for topic in entries(responses, name, "answers"):
            if f"utter_{FAQ}/{topic}" not in responses:
                yield f"`{name}` answers `{topic}`, which is no topic. It is probably misspelt in answers."
            for entry in entries(responses, name, "names"):
                other = owners.setdefault((topic, entry), name)
                if other != name:
                    yield f"`{name}` and `{other}` both answer `{topic}` for `{entry}`. Keep it in one of them."


def language_problems(responses: Responses) -> Iterator[str]:
    """Sentences for languages that are not in languages.yml; what is missing there is found with the other responses."""
    for name in responses:
        language = name.removeprefix("utter_language_")
        if language != name and language not in languages():
            yield f"`{name}` is in a language that is not told apart. Add `{language}` to frontdesk/language/languages.yml."
