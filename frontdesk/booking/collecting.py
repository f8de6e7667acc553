"""Making an appointment or asking for a call-back: collect what is missing, in order, let it be checked, hand it over."""

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.appointments.wording import one_line, shortened
from frontdesk.booking import buttons
from frontdesk.booking.catalogue import changes
from frontdesk.booking.changes import field_named, wants_change
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import BOOK, CALL_BACK, MOST_TRIES, Draft, Say
from frontdesk.booking.extraction import bare_reason
from frontdesk.booking.fields import field_of, fields
from frontdesk.booking.heard import CHANGE, Heard
from frontdesk.booking.offering import Offering
from frontdesk.booking.questions import answers, is_unsure, wants_person
from frontdesk.booking.sending import Sending
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import take, take_remarks
from frontdesk.booking.told import CORRECT, TELL

_STARTS = ("book", "callback")
_CLOSED = ("utter_booking_when_closed_day", "utter_booking_when_outside_hours", "utter_booking_when_too_far")
_FEWEST_WORDS_OF_REMARK = 3
_MOST_SHOWN = 200  # characters
_NEEDED = ("confirm", "service", "slot")


def _noted(taken: Taken | None) -> tuple[str, ...]:
    return ("utter_booking_noted",) if taken and taken.noted else ()


def _choices_of(step: str) -> tuple[buttons.Button, ...]:
    field = field_of(step)
    return field.choices if field else (buttons.WITHOUT_CODE,)


def _for_the_desk(note: str) -> str:
    """The line of the summary that shows what goes to the front desk beside the fields."""
    shown = shortened(one_line("; ".join(note.splitlines())), _MOST_SHOWN)
    return f"For the front desk: {shown}\n" if shown else ""


def _with_warned(draft: Draft, said: str) -> tuple[Draft, tuple[str, ...], Taken]:
    """What the patient said before they were warned, and go on now: the reason, where that is asked for, else a remark."""
    reason = bare_reason(said)
    taken = Taken(draft).note(reason, reason=reason) if draft.step == "reason" else Taken(draft).remark(said)
    return taken.draft, (), taken


def _tells(heard: Heard) -> bool:
    """Whether a message at the summary has something to add; a word alone is more likely a slip."""
    long_enough = len(heard.plain.split()) >= _FEWEST_WORDS_OF_REMARK
    return heard.told.does(CORRECT) or (heard.told.does(TELL) and long_enough)


def _by_email(taken: Taken) -> Taken:
    """An address in place of the phone number is a way to be reached: some patients cannot talk on the phone."""
    details = taken.draft.details
    if taken.draft.step == "phone" and details.email and not details.phone and not taken.problem:
        return taken.skipping()
    return taken


class Collecting:
    """The flow of the goals `book` and `callback`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._offering = Offering(desk)
        self._sending = Sending(desk, self._offering)

    def open(self, draft: Draft, heard: Heard, lead: Sequence[str] = ()) -> tuple[Draft, list[Say]]:
        """Begin, with whatever the first message already says."""
        taken = take(draft, heard, self._desk)
        lead = lead or (f"utter_booking_open_{draft.goal}",)
        if taken.problem:
            return self._again(taken, lead)
        return self._next(taken.draft, lead, taken)

    def hear(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Handle a message while a question is open."""
        if draft.sent:
            return self._sending.hear(draft, heard)
        if wants_person(heard) and not (heard.agrees or heard.intent == draft.goal):
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
        if heard.agrees:
            return self._sending.send(take_remarks(Taken(draft), heard).draft, heard)
        if heard.choice.startswith(CHANGE):
            return self._change(draft, heard.choice.removeprefix(CHANGE))
        if heard.declines or wants_change(heard.plain):
            return take_remarks(Taken(draft), heard).draft, [
                Say(("utter_booking_what_to_change",), {}, (*changes(), buttons.DISCARD))
            ]
        another = self._offering.pick_another(draft, heard) if draft.slot else None
        return self._offered(*another, heard) if another else None

    def _change(self, draft: Draft, field: str) -> tuple[Draft, list[Say]]:
        asked_for = field_of(field)
        return self._ask(asked_for.reopened(draft) if asked_for else draft, field, ())

    def _answer_to_field(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        if heard.goes_on and heard.quoted:
            return self._next(*_with_warned(draft, heard.quoted))
        taken = _by_email(take(draft, heard, self._desk))
        said = answers(heard, draft.step, bool(taken.noted or taken.problem))
        if taken.problem in _CLOSED and draft.step == "when" and draft.tries and heard.told.is_read:
            draft, asked = self._as_told(draft, heard)
        elif taken.problem:
            draft, asked = self._again(taken)
        elif taken.answered or taken.noted:
            draft, asked = self._next(taken.draft, (), taken)
        elif (named := field_named(heard.plain, heard.intent)) and named != draft.step:
            return self._change(draft, named)
        elif heard.skips and draft.step == "phone" and draft.details.email:
            draft, asked = self._next(Taken(draft).skipping().draft, (), None)
        elif heard.skips and draft.step == "phone":
            draft, asked = self._again(Taken(draft, problem="utter_booking_phone_needed"))
        elif draft.step == "confirm" and _tells(heard):
            taken = Taken(draft).remark(heard.text)
            draft, asked = self._next(taken.draft, (), taken)
        elif is_unsure(said):
            draft, asked = self._next(replace(draft, tries=draft.tries + 1), (), None)
            asked = [*asked[:-1], self._or_easier(draft, asked[-1])]
        elif said or heard.goes_on or heard.intent in _STARTS:
            draft, asked = self._next(draft, () if said else ("utter_booking_go_on",), None)
        else:
            draft, asked = self._unread(draft, heard)
        return draft, [*said, *asked]

    def _unread(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """What tells something that fits no field is kept in the patient's words; then the question is asked again.

        A second answer that is not understood goes to the front desk as it is, where the visit can be settled without it.
        """
        field = field_of(draft.step)
        if field and field.as_told and draft.tries and heard.told.is_read:
            return self._as_told(draft, heard)
        taken = Taken(draft)
        if heard.told.does(TELL) and (field is None or field.remarks):
            taken = taken.remark(heard.text)
        return self._again(replace(taken, problem=f"utter_booking_help_{draft.step}"))

    def _as_told(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        field = field_of(draft.step)
        taken = Taken(draft).remark(f"{field.as_told if field else draft.step}: {heard.text}").skipping()
        return self._next(taken.draft, (), taken)

    def _again(self, taken: Taken, lead: Sequence[str] = ()) -> tuple[Draft, list[Say]]:
        """Ask once more because of a problem, the second time with an easier way."""
        draft = replace(taken.draft, tries=taken.draft.tries + 1)
        if draft.step == "slot":
            draft, offer = self._offering.offer(draft, (*lead, taken.problem))
            return draft, [self._or_easier(draft, offer)]
        values = taken.values | self._values(draft) | {"noted": ", ".join(taken.noted)}
        said = (*lead, *_noted(taken), taken.problem)
        return draft, [self._or_easier(draft, Say(said, values, taken.meant or self._choices(draft)))]

    def _or_easier(self, draft: Draft, say: Say) -> Say:
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

    def _missing(self, draft: Draft) -> str | None:
        asked_for = (field for field in fields() if draft.goal in field.goals and field.id not in draft.skipped)
        return next((field.id for field in asked_for if not field.is_known(draft)), None)

    def _next(self, draft: Draft, lead: Sequence[str], taken: Taken | None) -> tuple[Draft, list[Say]]:
        """Ask for what is missing, offer times, or show all to be checked."""
        noted = ", ".join(taken.noted) if taken else ""
        said = (*lead, *_noted(taken))
        field = self._missing(draft) or ("phone_code" if draft.step == "phone_code" and not noted else None)
        if field:
            return self._ask(draft, field, said, noted)
        if draft.goal == BOOK and self._desk.offers_slots and draft.slot is None:
            return self._to_slots(draft, said, noted)
        return self._check(draft, lead)

    def _ask(self, draft: Draft, field: str, lead: Sequence[str], noted: str = "") -> tuple[Draft, list[Say]]:
        draft = draft.asking(field)
        asked_for = field_of(field)
        of_another = "_of" if draft.details.for_whom and asked_for and asked_for.of_another else ""
        question = f"utter_booking_ask_{field}{of_another}"
        values = self._values(draft) | {"noted": noted}
        return draft, [Say((*lead, question), values, _choices_of(field))]

    def _to_slots(self, draft: Draft, lead: Sequence[str], noted: str) -> tuple[Draft, list[Say]]:
        offered = self._desk.services_for(draft.details)
        if not draft.service and len(offered) != 1:
            values = self._values(draft) | {"noted": noted}
            say = Say((*lead, "utter_booking_ask_service"), values, buttons.services(offered))
            return draft.asking("service"), [say]
        draft = replace(draft, service=draft.service or offered[0].id)
        draft, said = self._offering.offer(draft, lead, noted)
        return draft, [said]

    def _service(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        chosen = self._desk.service_named(heard, self._desk.services_for(draft.details))
        return self._next(replace(draft, service=chosen), (), None) if chosen else None

    def _offered(self, draft: Draft, said: list[Say], heard: Heard) -> tuple[Draft, list[Say]]:
        if draft.slot is not None and not said:
            return self._check(draft, ())
        if not draft.step and draft.sent:
            return self._sending.follow_up(draft, heard, said)
        if draft.step == "when":
            return self._ask(draft, "when", tuple(said[0].responses) if said else ())
        return draft, said

    def _check(self, draft: Draft, lead: Sequence[str]) -> tuple[Draft, list[Say]]:
        draft = draft.asking("confirm")
        summary = "utter_booking_check_callback" if draft.goal == CALL_BACK else "utter_booking_check"
        way = self._desk.clinic.booking.method
        if draft.goal == CALL_BACK:
            way = "callback"
        elif self._only_asks(draft):
            way = "request"
        question = f"utter_booking_confirm_{way}"
        return draft, [Say((*lead, summary, question), self._values(draft), self._confirm_buttons(draft))]

    def _confirm_buttons(self, draft: Draft) -> tuple[buttons.Button, ...]:
        books = draft.slot and not self._only_asks(draft)
        yes = buttons.CALL_ME if draft.goal == CALL_BACK else (buttons.CONFIRM if books else buttons.SEND)
        return (yes, buttons.CHANGE_SOMETHING, buttons.DISCARD)

    def _only_asks(self, draft: Draft) -> bool:
        return draft.slot is not None and self._desk.only_asks(draft)

    def _values(self, draft: Draft) -> dict[str, str]:
        details = draft.details
        return {field.id: field.in_words(draft, self._desk) for field in fields()} | {
            "who": f" (your {details.for_whom})" if details.for_whom else "",
            "email": details.email,
            "note": self._lines(draft) + _for_the_desk(details.note),
            "services": " or ".join(service.name for service in self._desk.services_for(details)),
        }

    def _lines(self, draft: Draft) -> str:
        """The lines of the summary about fields that the response has no line for."""
        named = [field for field in fields() if field.label and field.is_known(draft)]
        return "".join(f"{field.label}: {one_line(field.in_words(draft, self._desk))}\n" for field in named)
