"""How a booking asks: the questions, the same ones in other words, the summary to be checked, and easier ways to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from frontdesk.appointments.wording import one_line, shortened
from frontdesk.booking import buttons, catalogue
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import CALL_BACK, FULL_NAME, MOST_TRIES, Draft, Say
from frontdesk.booking.fields import field_of, fields
from frontdesk.booking.fields.field import Field
from frontdesk.booking.offering import Offering
from frontdesk.booking.taken import Taken
from frontdesk.language.when.text import listed

_NEEDED = ("confirm", "service", "slot")
_TURN = 3  # nothing is said three times on end
_MOST_SHOWN = 200  # characters
_MOST_NOTED = 140  # characters of what is said back by text
_LEFT_OF_SUMMARY = 185  # characters for the values of a summary by text
_LED_BY = 34  # characters of what comes before a summary: "Happy to help with an appointment."
_LEAST_SHOWN = 24  # of each of two values that are cut


def lead_of(taken: Taken | None) -> tuple[str, ...]:
    """What comes before the next question: what was understood, and that somebody else is to come too."""
    noted = ("utter_booking_noted",) if taken and taken.noted else ()
    return (*noted, "utter_booking_also") if taken and taken.also else noted


def said_back(taken: Taken | None) -> dict[str, str]:
    """The values of that."""
    if not taken:
        return {}
    noted = _that_fit(taken) if taken.draft.held_phone else taken.noted
    return {"noted": ", ".join(noted), "also": listed(taken.also, "and") if taken.also else ""}


def _that_fit(taken: Taken) -> Sequence[str]:
    """What was noted of the fields, as far as a text has room for it beside the next question; the summary shows all."""
    remarks = taken.draft.details.note.splitlines()
    of_fields = [words for words in taken.noted if not any(words in line for line in remarks)] or taken.noted
    most = _MOST_NOTED // 2 if taken.also else _MOST_NOTED
    kept = [words for place, words in enumerate(of_fields) if len(", ".join(of_fields[: place + 1])) <= most]
    return kept or [shortened(words, most) for words in of_fields[:1]]


def _choices_of(step: str) -> tuple[buttons.Button, ...]:
    field = field_of(step)
    return field.choices if field else (buttons.WITHOUT_CODE,)


def _for_the_desk(note: str, most: int = _MOST_SHOWN) -> str:
    """The line of the summary that shows what goes to the front desk beside the fields, up to so many characters."""
    shown = shortened(one_line("; ".join(note.splitlines())), most)
    return f"For the front desk: {shown}\n" if shown else ""


def _label(field: Field, goal: str) -> str:
    """How the summary's own line about a field begins. A call-back asks for few, and shows the others that were told."""
    return field.label or (field.as_told if goal not in field.goals else "")


class Asking:
    """Asks for what a draft lacks."""

    def __init__(self, desk: Desk, offering: Offering) -> None:
        self._desk = desk
        self._offering = offering

    def once_more(self, taken: Taken, lead: Sequence[str] = ()) -> tuple[Draft, list[Say]]:
        """Ask once more because of a problem, the second time with an easier way."""
        draft = replace(taken.draft, tries=taken.draft.tries + 1)
        if draft.step == "slot":
            draft, offer = self._offering.offer(draft, (*lead, taken.problem))
            return draft, [self.or_easier(draft, offer)]
        values = taken.values | self.values(draft) | said_back(taken)
        stuck = f"utter_booking_stuck_{draft.step}"
        in_vain = draft.tries % _TURN == 0 and stuck in catalogue.values()
        said = (*lead, *lead_of(taken), stuck if in_vain else taken.problem)
        return draft, [self.or_easier(draft, Say(said, values, taken.meant or self._choices(draft)))]

    def or_easier(self, draft: Draft, say: Say) -> Say:
        """With easier ways to go on, once answers were in vain too often."""
        if draft.tries < MOST_TRIES:
            return say
        field = field_of(draft.step)
        without = () if draft.step in _NEEDED or (field and field.needed) else (buttons.WITHOUT_IT,)
        call = () if draft.goal == CALL_BACK or draft.step == "phone" else (buttons.ASK_CALL,)
        return say.or_else((*without, *call, buttons.PERSON))

    def _choices(self, draft: Draft) -> tuple[buttons.Button, ...]:
        if draft.step == "confirm":
            return self._confirm_buttons(draft)
        if draft.step == "slot":
            return self._offering.choices(draft)
        if draft.step == "service":
            return buttons.services(self._desk.services_for(draft.details))
        return _choices_of(draft.step)

    def ask(
        self, draft: Draft, field: str, lead: Sequence[str], back: Mapping[str, str] | None = None
    ) -> tuple[Draft, list[Say]]:
        """Ask for a field; in other words, where it has been asked twice already."""
        draft = draft.asking("name" if field == FULL_NAME else field)
        asked_for = field_of(draft.step)
        of_another = "_of" if draft.details.for_whom and asked_for and asked_for.of_another else ""
        again = f"utter_booking_again_{field}{of_another}"
        in_other_words = draft.asked % _TURN == 0 and again in catalogue.values()
        question = again if in_other_words else f"utter_booking_ask_{field}{of_another}"
        values = self.values(draft) | {"noted": "", **(back or {})}
        return draft, [Say((*lead, question), values, _choices_of(draft.step))]

    def check(
        self, draft: Draft, lead: Sequence[str], back: Mapping[str, str] | None = None
    ) -> tuple[Draft, list[Say]]:
        """Show everything to be checked, and ask whether to hand it over."""
        draft = draft.asking("confirm")
        summary = "utter_booking_check_callback" if draft.goal == CALL_BACK else "utter_booking_check"
        way = self._desk.clinic.booking.method
        if draft.goal == CALL_BACK:
            way = "callback"
        elif self._only_asks(draft):
            way = "request"
        question = f"utter_booking_confirm_{way}"
        values = {**self.values(draft), **(back or {})}
        if draft.held_phone:
            values |= self._cut(draft, values, _LED_BY * len(lead))
        return draft, [Say((*lead, summary, question), values, self._confirm_buttons(draft))]

    def _cut(self, draft: Draft, values: Mapping[str, str], led: int) -> dict[str, str]:
        """The reason and the words for the front desk, as much of them as a text has room for: the question stands below.

        `led`: about how many characters come before the summary.
        """
        fixed = led + sum(len(values[name]) for name in ("name", "phone", "when", "who", "patient_type"))
        note, reason = draft.details.note, values["reason"]
        left = max(_LEFT_OF_SUMMARY - fixed - len(self._lines(draft)) - (len(_for_the_desk("x")) if note else 0), 0)
        of_reason = max(min(len(reason), left - min(len(note), left // 2)), _LEAST_SHOWN)
        of_note = max(left - of_reason, _LEAST_SHOWN)
        return {
            "reason": shortened(reason, of_reason),
            "note": self._lines(draft) + _for_the_desk(note, of_note),
        }

    def _confirm_buttons(self, draft: Draft) -> tuple[buttons.Button, ...]:
        books = draft.slot and not self._only_asks(draft)
        yes = buttons.CALL_ME if draft.goal == CALL_BACK else (buttons.CONFIRM if books else buttons.SEND)
        return (yes, buttons.CHANGE_SOMETHING, buttons.DISCARD)

    def _only_asks(self, draft: Draft) -> bool:
        return draft.slot is not None and self._desk.only_asks(draft)

    def values(self, draft: Draft) -> dict[str, str]:
        """What responses may say of a draft."""
        details = draft.details
        return {field.id: field.in_words(draft, self._desk) for field in fields()} | {
            "who": f" (your {details.for_whom})" if details.for_whom else "",
            "email": details.email,
            "note": self._lines(draft) + _for_the_desk(details.note),
            "services": " or ".join(service.name for service in self._desk.services_for(details)),
        }

    def _lines(self, draft: Draft) -> str:
        """The lines of the summary about fields that the response has no line for, and the note does not tell."""
        known = [field for field in fields() if _label(field, draft.goal) and field.is_known(draft)]
        told = [(_label(field, draft.goal), one_line(field.in_words(draft, self._desk))) for field in known]
        return "".join(f"{label}: {words}\n" for label, words in told if words not in draft.details.note)
