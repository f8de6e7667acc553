"""What `check` says of languages beside English: is each complete, with the same values, and short enough for texts?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from frontdesk.booking.catalogue import all_buttons
from frontdesk.booking.fields import fields
from frontdesk.channels.web import appointment_pages
from frontdesk.checks.text_forms import canned, wordings
from frontdesk.content.phrasings import examples_of
from frontdesk.content.response_names import topic_of
from frontdesk.content.reviewed import Responses, metadata_of, named_values, read_metadata, variations, without_values
from frontdesk.content.topic_ids import FAQ, FAQ_TOPICS, SAFETY, SAFETY_GROUPS
from frontdesk.content.translations import texts_of
from frontdesk.conversations import takeover
from frontdesk.language.packs import Pack, packs
from frontdesk.notices import answers, patient_letter
from frontdesk.settings.clinic import Clinic
from frontdesk.texting import appointment_words, mobile, phone_codes, words
from frontdesk.texting.consents import WORDINGS
from frontdesk.texting.gsm import normalised, segments

MOST_WORDS = 80
FEWEST_PHRASINGS = 7
_MOST_SEGMENTS = 2
# The groups of plain texts that patients read.
PLAIN_TEXTS = (
    words.NOTICES, appointment_words.NOTICES, takeover.TEXTS, patient_letter.TEXTS, appointment_pages.TEXTS,
    phone_codes.TEXTS, mobile.TEXTS, WORDINGS, answers.TEXTS,
)  # fmt: skip
_NOT_TRANSLATED = ("utter_language_",)
# Warning signs by group, and everyday messages, which tell of none.
_SIGNS = (*(f"{SAFETY}/{group}" for group in SAFETY_GROUPS), "no_sign/everyday")


def problems(responses: Responses, clinic: Clinic) -> Iterator[str]:
    """Everything that a language lacks, or says otherwise than English."""
    for pack in packs().values():
        yield from _of_names(responses, pack)
        yield from _of_forms(responses, pack)
        yield from _of_claims(pack)
        yield from _of_phrasings(pack)
        yield from _of_buttons(pack)
        yield from _of_plain_texts(pack)
        yield from _of_lengths(responses, clinic, pack)


def _place(pack: Pack) -> str:
    return f"{pack.folder.name}/texts"


def _of_names(responses: Responses, pack: Pack) -> Iterator[str]:
    texts = texts_of(pack)
    for name in responses:
        if name not in texts and not name.startswith(_NOT_TRANSLATED) and not _of_clinic(name):
            yield f"{_place(pack)}: `{name}` is missing. Add it, as English has it; until then it is said in English."
    for name in texts:
        if name not in responses:
            yield f"{_place(pack)}: `{name}` is no response. It is probably misspelt; English has no such name."


def _of_clinic(name: str) -> bool:
    """Whether it is the answer to a topic of the clinic's own, which may stay in English."""
    return name.startswith(f"utter_{FAQ}/") and topic_of(name) not in FAQ_TOPICS


def _of_forms(responses: Responses, pack: Pack) -> Iterator[str]:
    for name, forms in texts_of(pack).items():
        if name not in responses:
            continue
        english = variations(responses, name)
        if not any(form.get("channel") is None for form in forms):
            yield f"{_place(pack)}: `{name}` has no web answer. Add a text without a channel."
        if forms and bool(read_metadata(responses, name).title) and not metadata_of(forms[0]).get("title"):
            yield f"{_place(pack)}: `{name}` has no title. Add one to its metadata; buttons show it."
        for wanted in dict.fromkeys(metadata_of(form).get("when") for form in english):
            mine = [form for form in forms if metadata_of(form).get("when") == wanted]
            if not mine:
                yield f"{_place(pack)}: `{name}` has no text for `when: {wanted}`. Add one."
                continue
            theirs = [form for form in english if metadata_of(form).get("when") == wanted]
            yield from _of_values(name, pack, theirs, mine)


def _of_claims(pack: Pack) -> Iterator[str]:
    """What no text may say, by the patterns of the language."""
    for name, forms in texts_of(pack).items():
        for form in forms:
            written = without_values(str(form["text"]))
            for pattern in pack.wording.get("do_not_say") or ():
                found = re.search(pattern, written, re.IGNORECASE)
                if found:
                    yield (
                        f"{_place(pack)}: `{name}` says “{found.group()}”, which is on the do-not-say list (docs/content.md). "
                        "Say what may happen."
                    )


def _of_phrasings(pack: Pack) -> Iterator[str]:
    """Topics and signs that too little is learnt of, in a language that is understood by phrasings of its own."""
    counts = Counter(label for file in pack.phrasings for label, _ in examples_of(file))
    for topic in FAQ_TOPICS if counts else ():
        yield from _too_few(pack, f"the topic `{topic}`", counts[f"{FAQ}/{topic}"])
    for label in _SIGNS if counts else ():
        yield from _too_few(pack, f"`{label}`", counts[label])


def _too_few(pack: Pack, what: str, count: int) -> Iterator[str]:
    if count < FEWEST_PHRASINGS:
        yield f"{pack.folder.name}/phrasings: {what} has {count} phrasings. Write at least {FEWEST_PHRASINGS}."


def _values(forms: Iterable[Mapping[str, Any]], only_web: bool = False) -> set[str]:
    fitting = [form for form in forms if not (only_web and form.get("channel"))]
    return {value for form in fitting for value in named_values(str(form["text"]))}


def _of_values(
    name: str, pack: Pack, english: Sequence[Mapping[str, Any]], forms: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    known = _values(english)
    for form in forms:
        text = str(form["text"])
        for value in sorted(named_values(text) - known):
            yield f"{_place(pack)}: `{name}` names {{{value}}}, which English does not. Take it out, or mend its name."
        count = len(without_values(text).split())
        if form.get("channel") is None and count > MOST_WORDS:
            yield f"{_place(pack)}: `{name}` has {count} words on the web; at most {MOST_WORDS}. Shorten it."
    for value in sorted(_values(english, only_web=True) - _values(forms, only_web=True)):
        yield f"{_place(pack)}: `{name}` never says {{{value}}}, which English does. Add it."


def _of_plain_texts(pack: Pack) -> Iterator[str]:
    for texts in PLAIN_TEXTS:
        place, own = f"{_place(pack)}: `{texts.group}`", texts.of(pack)
        for name, english in texts.english.items():
            if name not in own:
                yield f"{place} lacks `{name}`. Add it; until then it is said in English."
            elif named_values(own[name]) != named_values(english):
                values = ", ".join(f"{{{value}}}" for value in sorted(named_values(english))) or "nothing in braces"
                yield f"{place}: `{name}` must name {values}, as English does. Mend it."
        for name in own:
            if name not in texts.english:
                yield f"{place} has `{name}`, which is no text. It is probably misspelt; English has no such name."


def _of_buttons(pack: Pack) -> Iterator[str]:
    titles = pack.wording.get("titles") or {}
    for _, title in all_buttons():
        if title not in titles:
            yield f"{pack.folder.name}/wording.yml: the button “{title}” has no title. Add it below `titles`."
    prefixes = pack.wording.get("prefixes") or {}
    for line in (f"{field.label}:" for field in fields() if field.label):
        if line not in prefixes:
            yield f"{pack.folder.name}/wording.yml: the line “{line}” is not there. Add it below `prefixes`."


def _of_lengths(responses: Responses, clinic: Clinic, pack: Pack) -> Iterator[str]:
    for text in [*canned(responses, clinic, pack), *wordings(clinic, pack.code)]:
        count = segments(normalised(text.whole))
        if count > _MOST_SEGMENTS and not text.name.startswith(_NOT_TRANSLATED):
            yield f"{_place(pack)}: `{text.name}` takes {count} segments by text message; at most {_MOST_SEGMENTS}. Shorten it."
