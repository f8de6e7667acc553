"""Making an appointment or asking for a call-back: collect what is missing, in order, let it be checked, hand it over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from frontdesk.booking import buttons
from frontdesk.booking.aside import (
    adds,
    answered,
    by_email,
    likely_agrees,
    only_adds,
    only_repeats,
    says_again,
    tells,
    when_to_call,
)
from frontdesk.booking.asking import Asking, lead_of, said_back
from frontdesk.booking.before import take_all, with_warned
from frontdesk.booking.catalogue import changes
from frontdesk.booking.changes import field_named, wants_change
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, FULL_NAME, Draft, Say
from frontdesk.booking.fields import field_of, fields
from frontdesk.booking.heard import CHANGE, Heard
from frontdesk.booking.offering import Offering
from frontdesk.booking.questions import is_unsure, wants_person
from frontdesk.booking.sending import Sending
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import take, with_remarks
from frontdesk.booking.times import is_wished_already
from frontdesk.booking.told import AGREE, MARKUP, TELL

_STARTS = ("book", "callback")
_NOT_TO_BE_HAD = frozenset(
    f"utter_booking_when_{problem}"
    for problem in ("closed_day", "outside_hours", "too_far", "unclear", "contradiction", "impossible_date")
)
_SURELY_AGREES = 0.75
_DIGIT = re.compile(r"#?\d[.)]?")  # the number of a list that there is not


class Collecting:
    """The flow of the goals `book` and `callback`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._offering = Offering(desk)
        self._sending = Sending(desk, self._offering)
        self._asking = Asking(desk, self._offering)

    def open(self, draft: Draft, heard: Heard, lead: Sequence[str] = ()) -> tuple[Draft, list[Say]]:
        """Begin, with whatever the first message already says."""
        if draft.goal == BOOK and draft.details.name:  # of an appointment before: this one is for who is named
            unnamed = draft.with_details(name="")
            draft = unnamed if take(unnamed, heard, self._desk).draft.details.name else draft
        taken = when_to_call(take_all(draft, heard, self._desk), draft)
        lead = lead or (f"utter_booking_open_{draft.goal}",)
        if taken.problem:
            return self._asking.once_more(taken, lead)
        return self._next(taken.draft, lead, taken)

    def hear(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Handle a message while a question is open."""
        if draft.sent:
            return self._sending.hear(draft, heard)
        if wants_person(heard) and not (heard.agrees or heard.intent == draft.goal or says_again(draft, heard)):
            return self._with_told(draft, heard), [
                Say(("utter_talk_to_human",), {}, (buttons.GO_ON, buttons.ASK_CALL), "handoff")
            ]
        handled = {
            "service": self._service,
            "slot": self._slot,
            "confirm": self._confirm,
            "phone_code": self._sending.hear_code,
        }.get(draft.step)
        return (handled and handled(draft, heard)) or self._answer_to_field(draft, heard)

    def _with_told(self, draft: Draft, heard: Heard) -> Draft:
        """The draft with what was told beside a wish for a person; the open question stays."""
        taken = take(draft, heard, self._desk)
        return draft if taken.problem or not heard.told.is_read else replace(taken.draft, step=draft.step)

    def again(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Ask the open question once more, after something else was said."""
        return self._sending.follow_up(draft, heard, []) if draft.sent else self._next(draft, (), None)

    def _slot(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        handled = self._offering.hear(draft, heard)
        return None if handled is None else self._offered(*handled, heard)

    def _confirm(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        agrees = heard.agrees or likely_agrees(draft, heard)
        confirmed = with_remarks(draft, heard) if agrees else self._with_yes(draft, heard)
        if confirmed:
            return self._sending.send(confirmed, heard)
        if heard.choice.startswith(CHANGE):
            return self._change(draft, heard.choice.removeprefix(CHANGE))
        if heard.declines or wants_change(heard.plain):
            return with_remarks(draft, heard), [
                Say(("utter_booking_what_to_change",), {}, (*changes(), buttons.DISCARD))
            ]
        another = self._offering.pick_another(draft, heard) if draft.slot else None
        return self._offered(*another, heard) if another else None

    def _with_yes(self, draft: Draft, heard: Heard) -> Draft | None:
        """What to send at a yes and more, unless that differs from what is shown: "yes, Wednesday" may name the known day."""
        says_yes = heard.begins_with_yes or heard.told.does(AGREE, likely=_SURELY_AGREES)
        taken = take_all(draft, heard, self._desk) if says_yes else None
        if taken and is_wished_already(draft, heard.text, self._desk):
            taken = replace(taken, draft=with_remarks(draft, heard), answered=True, problem="")
        if not taken or taken.problem or replace(taken.draft.details, note=draft.details.note) != draft.details:
            return None
        if only_repeats(heard, taken) or heard.plain == draft.heard:
            return with_remarks(draft, heard)
        return Taken(draft).remark(heard.written or heard.text).draft if only_adds(heard) else None

    def _change(self, draft: Draft, field: str) -> tuple[Draft, list[Say]]:
        asked_for = field_of(field)
        return self._asking.ask(asked_for.reopened(draft) if asked_for else draft, field, ())

    def _answer_to_field(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        if heard.goes_on and heard.quoted and not heard.earlier:
            taken = with_warned(draft, heard.quoted)
            return self._next(taken.draft, (), taken)
        taken = when_to_call(by_email(take_all(draft, heard, self._desk)), draft)
        said = answered(draft, heard, taken)
        if (
            taken.problem in _NOT_TO_BE_HAD
            and draft.step == "when"
            and draft.tries
            and (heard.told.is_read or heard.lang)
        ):
            draft, asked = self._as_told(draft, heard)
        elif taken.problem:
            draft, asked = self._asking.once_more(taken)
        elif (taken.answered or taken.noted) and not self._circles(draft, taken, heard):
            draft, asked = self._next(taken.draft, (), taken)
        elif (named := field_named(heard.plain, heard.intent)) and named != draft.step:
            return self._change(draft, named)
        elif heard.skips and draft.step == "phone" and draft.details.email:
            draft, asked = self._next(Taken(draft).skipping().draft, (), None)
        elif heard.skips and draft.step == "phone":
            draft, asked = self._asking.once_more(Taken(draft, problem="utter_booking_phone_needed"))
        elif draft.step == "confirm" and tells(heard):
            taken = Taken(draft).remark(heard.text)
            draft, asked = self._next(taken.draft, (), taken)
        elif draft.step == "confirm" and heard.upset:
            said, (draft, asked) = [], self._unread(draft, heard)
        elif is_unsure(said):
            draft, asked = self._unsure(draft, heard)
        elif said or heard.goes_on or (heard.intent in _STARTS and not says_again(draft, heard)):
            draft, asked = self._next(draft, () if said else ("utter_booking_go_on",), None)
        else:
            draft, asked = self._unread(draft, heard)
        return draft, [*said, *asked]

    def _unsure(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """A question that has no answer here: the open one is asked again, or left, if that was in vain too often."""
        if self._is_left(draft, heard):
            return self._as_told(draft, heard)
        draft, asked = self._next(replace(draft, tries=draft.tries + 1), (), None)
        return draft, [*asked[:-1], self._asking.or_easier(draft, asked[-1])]

    @staticmethod
    def _circles(draft: Draft, taken: Taken, heard: Heard) -> bool:
        """Whether the same words came again and the open question would still be open."""
        field = field_of(draft.step)
        known = field is None or field.is_known(taken.draft) or draft.step in taken.draft.skipped
        return says_again(draft, heard) and not known

    @staticmethod
    def _is_left(draft: Draft, heard: Heard) -> bool:
        """Whether the open question was answered in vain so often that the front desk gets the answer as it is."""
        field = field_of(draft.step)
        if field is None or not field.as_told or _DIGIT.fullmatch(heard.plain):
            return False
        is_read = heard.told.is_read or bool(heard.lang)
        return says_again(draft, heard) or (draft.tries >= field.left_after and is_read)

    def _unread(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """What tells something that fits no field is kept in the patient's words; then the question is asked again.

        A second answer that is not understood goes to the front desk as it is, where the visit can be settled without it.
        """
        if self._is_left(draft, heard):
            return self._as_told(draft, heard)
        if draft.step == "name" and draft.details.name:
            return self._next(draft, (), None)
        if draft.step == "confirm" and adds(heard):
            taken = Taken(draft).remark(heard.written or heard.text)
            return self._next(taken.draft, (), taken)
        taken = Taken(draft)
        field = field_of(draft.step)
        only_anger = heard.upset and draft.step == "confirm"
        has_words = heard.told.does(TELL) and any(map(str.isalpha, heard.text)) and not only_anger
        if has_words and (field is None or field.remarks) and not MARKUP.search(heard.text):
            taken = taken.remark(heard.written or heard.text)
        lead = ("utter_feeling_anger",) if heard.upset else ()
        return self._asking.once_more(replace(taken, problem=f"utter_booking_help_{draft.step}"), lead)

    def _as_told(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        field = field_of(draft.step)
        asked_for = field.as_told if field else draft.step
        says_nothing = heard.agrees or heard.declines
        said = Taken(draft) if says_nothing else Taken(draft).remark(f"{asked_for}: {heard.written or heard.text}")
        taken = said.skipping()
        return self._next(taken.draft, (), taken)

    def _missing(self, draft: Draft) -> str | None:
        asked_for = (field for field in fields() if draft.goal in field.goals and field.id not in draft.skipped)
        return next((field.id for field in asked_for if not field.is_known(draft)), None)

    def _next(self, draft: Draft, lead: Sequence[str], taken: Taken | None) -> tuple[Draft, list[Say]]:
        """Ask for what is missing, offer times, or show all to be checked."""
        back = said_back(taken)
        said = (*lead, *lead_of(taken))
        field = self._missing(draft) or (
            "phone_code" if draft.step == "phone_code" and not (taken and taken.noted) else None
        )
        if field == "name" and draft.details.name:
            draft, field = replace(draft, skipped=(*draft.skipped, FULL_NAME)), FULL_NAME
        if field:
            return self._asking.ask(draft, field, said, back)
        if draft.goal == BOOK and self._desk.offers_slots and draft.slot is None:
            return self._to_slots(draft, said, back)
        also = [name for name in said if name == "utter_booking_also"]
        return self._asking.check(draft, (*lead, *also), back)

    def _to_slots(self, draft: Draft, lead: Sequence[str], back: Mapping[str, str]) -> tuple[Draft, list[Say]]:
        offered = self._desk.services_for(draft.details)
        if not draft.service and len(offered) != 1:
            values = {**self._asking.values(draft), **back}
            say = Say((*lead, "utter_booking_ask_service"), values, buttons.services(offered))
            return draft.asking("service"), [say]
        draft = replace(draft, service=draft.service or offered[0].id)
        draft, said = self._offering.offer(draft, lead, back)
        return draft, [said]

    def _service(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        chosen = self._desk.service_named(heard, self._desk.services_for(draft.details))
        return self._next(replace(draft, service=chosen), (), None) if chosen else None

    def _offered(self, draft: Draft, said: list[Say], heard: Heard) -> tuple[Draft, list[Say]]:
        if draft.slot is not None and not said:
            return self._asking.check(draft, ())
        if not draft.step and draft.sent:
            return self._sending.follow_up(draft, heard, said)
        if draft.step == "when":
            return self._asking.ask(draft, "when", tuple(said[0].responses) if said else ())
        return draft, said
