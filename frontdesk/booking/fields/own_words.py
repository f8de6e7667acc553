"""Makes a field that patients answer in their own words or with a button, such as "How did you hear of us?".

    FIELD = own_words(
        "insurer", label="Insurer", title="The insurer", place=60,
        question="Who is your insurer? You can skip this.", again="What is the name of your insurer? You can also skip this.",
    )

The answer is kept under its label among the details, which the summary, the front desk's e-mail, its page and `requests` show.
"""

import re
from collections.abc import Callable, Sequence

from frontdesk.appointments.wording import one_line
from frontdesk.booking import buttons
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import Draft
from frontdesk.booking.fields.field import Field
from frontdesk.booking.heard import Heard
from frontdesk.booking.questions import is_question, is_small_talk, is_topic
from frontdesk.booking.taken import Taken

_NOTHING = re.compile(r"(?!)")
_LONGEST = 200


def anything(words: str) -> str:
    """The answer as it is."""
    return words[:_LONGEST]


class _OwnWords:
    """How such a field is read. `accepted` gives an answer as it is kept, or an empty text for one that will not do."""

    def __init__(
        self,
        field_id: str,
        label: str,
        told: re.Pattern[str],
        accepted: Callable[[str], str],
        options: Sequence[tuple[str, str]],
    ) -> None:
        self._id, self.label, self._told, self._accepted = field_id, label, told, accepted
        self._options = dict(options)

    def value(self, draft: Draft) -> str:
        return draft.details.more.get(self.label, "")

    def without(self, draft: Draft) -> Draft:
        more = {label: words for label, words in draft.details.more.items() if label != self.label}
        return draft.with_details(more=more)

    def _with(self, taken: Taken, words: str) -> Taken:
        return taken.note(words, more={**taken.draft.details.more, self.label: words})

    def read(self, taken: Taken, heard: Heard, text: str, desk: Desk) -> Taken:
        """What is told in passing, by `told`: the words of its group, if it has one."""
        found = self._told.search(text)
        value = self._accepted(found.group(found.lastindex or 0).strip(" .,!")) if found else ""
        return self._with(taken, value) if value else taken

    def choose(self, taken: Taken, heard: Heard, desk: Desk) -> Taken | None:
        title = self._options.get(heard.choice)
        return self._with(taken, title) if title else None

    def answer(self, taken: Taken, heard: Heard, text: str, says_more: bool) -> Taken:
        """Whatever is said when asked for it, but for questions and small talk."""
        if self.value(taken.draft) or taken.problem:
            return taken
        if heard.skips or heard.declines:
            return taken.skipping()
        other = is_question(heard.plain) or is_topic(heard.intent) or is_small_talk(heard.intent)
        if other or heard.agrees or heard.goes_on or not any(character.isalnum() for character in text):
            return taken
        value = self._accepted(one_line(text).strip(" ."))
        return self._with(taken, value) if value else taken


def own_words(
    field_id: str,
    *,
    label: str,
    title: str,
    place: int,
    question: str,
    again: str,
    named: re.Pattern[str] = _NOTHING,
    told: re.Pattern[str] = _NOTHING,
    accepted: Callable[[str], str] = anything,
    options: Sequence[str] = (),
    longest: str = "",
) -> Field:
    """The field. `label` is what the front desk calls it, `title` what the button says that changes it.

    `named` finds it in a wish to change it, `told` where a message tells it unasked. `options` become buttons.
    """
    offered = tuple((f"booking_{field_id}_{number}", option) for number, option in enumerate(options))
    reading = _OwnWords(field_id, label, told, accepted, offered)
    return Field(
        field_id,
        title=title,
        place=place,
        longest=longest or question,
        is_known=lambda draft: bool(reading.value(draft)),
        in_words=lambda draft, desk: reading.value(draft) or "not given",
        read=reading.read,
        answer=reading.answer,
        choose=reading.choose,
        choices=(*offered, buttons.SKIP_THIS),
        named=named,
        reopened=reading.without,
        as_told=label,
        texts={f"ask_{field_id}": question, f"help_{field_id}": again},
        label=label,
    )
