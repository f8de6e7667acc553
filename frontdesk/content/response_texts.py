"""The texts of responses: chosen by channel and by whether a setting is there, and filled.

A response is chosen by its name, then by channel (an `sms` variation where there is one), then by whether the setting
it rests on is set. Nothing here composes a sentence about health.
"""

import logging
import re
from collections.abc import Mapping, Sequence

from frontdesk.content.clinic_text import placeholders, worded
from frontdesk.content.response_names import UnknownTopicError, utter_action
from frontdesk.content.reviewed import (
    Metadata,
    Responses,
    filled,
    metadata_of,
    named_values,
    read_metadata,
    variations,
)
from frontdesk.content.topic_ids import FAQ, SAFETY
from frontdesk.content.translations import translated
from frontdesk.language.packs import Pack
from frontdesk.language.when.text import listed
from frontdesk.language.wording import wording_of
from frontdesk.log import log_failure
from frontdesk.settings.clinic import Clinic

logger = logging.getLogger(__name__)

_NAMED = "named"
_LISTED = re.compile(r", | and ")
# Said where the data have no text under a name.
_NO_TEXT = "Sorry, I have no words for this here. Please call us at {clinic_phone}."
_NO_WARNING = "This may be an emergency. Please call {emergency_number} now. This assistant cannot assess you."


def tidied(text: str) -> str:
    """The text without what empty values and abbreviations leave behind: spaces in a row, "p.m..", spaces around line ends."""
    return re.sub(r" *\n *", "\n", re.sub(r"(?<!\.)\.\.(?!\.)", ".", re.sub(r" {2,}", " ", text))).strip()


class ResponseTexts:
    """The reviewed texts of one clinic, in English or in the language of a pack."""

    def __init__(self, responses: Responses, clinic: Clinic, pack: Pack | None = None) -> None:
        self._responses = translated(responses, pack) if pack else responses
        self._clinic = clinic
        self._pack = pack
        self._wording = wording_of(pack) if pack else None
        spoken = clinic.in_language(pack.code) if pack else clinic
        self._services = dict(zip(_services(clinic), _services(spoken)))
        self._values = worded(placeholders(spoken), pack) if pack else placeholders(clinic)

    def title(self, topic: str) -> str:
        """The short title of a topic, as buttons show it. Raises UnknownTopicError."""
        given = read_metadata(self._responses, utter_action(topic, self._responses)).title
        return given or topic.replace("_", " ").capitalize()

    def fixed(self, name: str, channel: str, /, **values: str) -> str:
        """The text of a response, filled; `values` fill what only the caller knows.

        A text that is missing is replaced by whom to call, a value that is missing is left out: a chat goes on.
        """
        template = self._template(name, channel)
        known = {**self._values, **self._worded(values)}
        if not template:
            log_failure(logger, f"The response {name}", UnknownTopicError(name))
            template = self._without_text(safety=name.startswith(f"utter_{SAFETY}/"))
        text = filled(template, known)
        return text.strip() if named_values(template) <= known.keys() else tidied(text)

    def _without_text(self, safety: bool) -> str:
        notices = (self._pack.wording.get("notices") or {}) if self._pack else {}
        given = notices.get("no_warning" if safety else "no_text")
        return given or (_NO_WARNING if safety else _NO_TEXT)

    def _worded(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """Values as the language has them."""
        wording = self._wording
        if wording is None:
            return values
        return {
            key: self._called(value) if key == _NAMED else wording.value(key, value) for key, value in values.items()
        }

    def _called(self, terms: str) -> str:
        """Clinical terms, listed in English, as the language has them."""
        assert self._pack is not None
        names = [wording_of(self._pack).term(term, self._pack.terms) for term in _LISTED.split(terms)]
        return listed(names, wording_of(self._pack).words("and"))

    def _template(self, name: str, channel: str) -> str:
        return next(iter(self._templates(name, channel)), "")

    def _templates(self, name: str, channel: str) -> list[str]:
        """The forms for the channel and for whether the setting is there; else others that can be said."""
        forms = variations(self._responses, name)
        metadata = read_metadata(self._responses, name)
        if metadata.setting in self._values:
            when = "unset" if self._unset(metadata) else "set"
            forms = [form for form in forms if metadata_of(form).get("when") == when]
        for wanted in (channel, None):
            fitting = [str(form["text"]) for form in forms if form.get("channel") == wanted]
            if fitting:
                return fitting
        return [str(form["text"]) for form in forms]

    def forms(self, name: str, channel: str, /, **values: str) -> list[str]:
        """All texts of a response for a channel, filled as in `fixed`: several where it can be said in several ways."""
        if self._switched_off(name, read_metadata(self._responses, name)):
            return []
        known = {**self._values, **self._worded(values)}
        return [tidied(filled(template, known)) for template in self._templates(name, channel)]

    def _unset(self, metadata: Metadata) -> bool:
        return metadata.setting in self._values and not self._values[metadata.setting]

    def _switched_off(self, name: str, metadata: Metadata) -> bool:
        general = name.startswith(f"utter_{FAQ}/") and not metadata.is_reviewed
        return general and not self._clinic.general_answers

    def titled(self, buttons: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Buttons whose titles were made elsewhere, in the language."""
        wording = self._wording
        if wording is None:
            return tuple(buttons)
        return tuple((choice, self._services.get(title) or wording.title(title)) for choice, title in buttons)


def _services(clinic: Clinic) -> list[str]:
    return [service.name for service in clinic.booking.services]
