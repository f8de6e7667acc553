"""Moving or cancelling an appointment: whose it is must be proven first.

An appointment asked for in this very conversation is the patient's: the chat token that opened the conversation is proof. So is
one for the phone that the conversation is held with, because every answer goes to that phone. Any other one takes a six-digit
code sent to the e-mail address on record. What is said is the same whether or not one is known.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import StaleError
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.standing import first_name
from frontdesk.booking import buttons
from frontdesk.booking.calling_off import calls_off, days_meant, is_of_no_day, named_and_wished
from frontdesk.booking.codes import find_code, wants_another
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import CANCEL, MOST_TRIES, RESCHEDULE, Draft, Say
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import APPOINTMENT, Heard
from frontdesk.booking.mine import is_of_another, means_another, meant, says_same_time
from frontdesk.booking.new_time import at_same_time, in_light_of
from frontdesk.booking.offering import Offering
from frontdesk.booking.questions import answers, is_question, is_unsure, wants_person
from frontdesk.booking.relations import whose_visit
from frontdesk.booking.taken import Taken
from frontdesk.booking.taking import take
from frontdesk.booking.told import Told

_NO_EMAIL = re.compile(
    r"\b(?:no|not|don'?t|didn'?t|without|never|haven'?t)\b.*\b(?:e-?mails?|one|address|any|recall|remember|know|sure)\b|"
    r"\b(?:over|by|on) the (?:phone|counter)\b|\bin person\b|\b(?:dunno|no idea|forg[eo]t\w*|can'?t "
    r"remember|phoned|called in)\b"
)
_REFERENCE = re.compile(r"\b([A-Z2-9]{3})[ -]?([A-Z2-9]{3})\b", re.IGNORECASE)


class Changing:
    """The flow of the goals `reschedule` and `cancel`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._offering = Offering(desk)

    def open(self, draft: Draft, heard: Heard, lead: Sequence[str] = ()) -> tuple[Draft, list[Say]]:
        """Begin with the appointments of this conversation, or ask whose it is."""
        words, named_by, wished = named_and_wished(heard, draft.goal, self._desk)
        wish = take(replace(draft, step="when"), wished, self._desk).draft.details
        draft = draft.with_details(windows=wish.windows, when=wish.when, reason=wish.reason)
        draft = draft.with_details(for_whom=whose_visit(heard.plain) or wish.for_whom)
        draft = draft.with_note(heard.text)
        if draft.chosen:
            return self._chosen(draft)
        mine = self._desk.active_of_conversation(heard.conversation_id)
        if not mine:
            return self._ask(draft.asking("contact"))
        named = take(replace(draft, step="when").with_details(name=""), heard, self._desk).draft.details.name
        if is_of_another(named, mine, heard.text):
            return self._ask(draft.asking("contact"))
        named_by = draft.details.windows if draft.goal == CANCEL else named_by
        named_by = days_meant(mine, words or heard.text, named_by)
        if is_of_no_day(mine, heard.text, named_by):
            return self._ask(replace(draft, candidates=tuple(item.id for item in mine)).asking("which"))
        found = meant(mine, heard.text, named_by)
        if draft.goal == RESCHEDULE and len(found) == 1:
            draft = in_light_of(found[0], draft, wished, self._desk)
        return self._choose(draft, found)

    def hear(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Handle a message while a question is open."""
        if wants_person(heard) and find_code(heard.text) is None:
            return draft, [Say(("utter_talk_to_human",), {}, (buttons.ASK_CALL,), "handoff")]
        handled = {
            "contact": self._contact,
            "code": self._code,
            "which": self._which,
            "confirm": self._confirm,
            "slot": self._slot,
        }.get(draft.step, self._when)(draft, heard)
        return handled if handled is not None else self._otherwise(draft, heard)

    def again(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Ask the open question once more, after something else was said."""
        return self._ask(draft)

    def _otherwise(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        said = answers(heard, draft.step, took=False)
        if not said or is_unsure(said):
            draft = replace(draft, tries=draft.tries + 1)
        again = "" if said or draft.step == "confirm" else f"utter_booking_help_{draft.step}"
        draft, (asked,) = self._ask(draft, again)
        easier = (buttons.ASK_CALL, buttons.PERSON)
        return draft, [*said, asked.or_else(easier) if draft.tries >= MOST_TRIES else asked]

    def _ask(self, draft: Draft, instead: str = "") -> tuple[Draft, list[Say]]:
        """Ask the open question, or say `instead` with the same buttons."""
        choices: tuple[buttons.Button, ...] = ()
        values: dict[str, str] = {"email": draft.contact}
        if draft.step == "contact":
            choices = (buttons.ASK_CALL, buttons.NOT_NOW)
        elif draft.step == "which":
            mine = self._mine(draft)
            whose = len({item.details.name for item in mine}) > 1
            choices = tuple((buttons.appointment_id(item), self._desk.title(item, whose)) for item in mine)
            values["appointments"] = "\n".join(title for _, title in choices)
        elif draft.step == "slot":
            draft, said = self._offering.offer(draft)
            return draft, [said]
        elif draft.step in ("confirm", "when"):
            chosen = self._desk.appointment(draft.chosen)
            named = f"{first_name(chosen)}, " if draft.held_phone and chosen.details.name else ""
            values |= self._desk.words(chosen) | {"new": self._new_time(draft), "whose": named}
            yes = buttons.DO_CANCEL if draft.goal == CANCEL else buttons.DO_MOVE
            choices = (yes, buttons.KEEP) if draft.step == "confirm" else (*buttons.DAY_PARTS, buttons.LEAVE)
        question = f"utter_booking_ask_{draft.step}_to_{draft.goal}" if draft.step in ("confirm", "when") else ""
        return draft, [Say((instead or question or f"utter_booking_ask_{draft.step}",), values, choices)]

    def _new_time(self, draft: Draft) -> str:
        return self._desk.slot_words(draft.slot) if draft.slot else (draft.details.when or "any time")

    def lacks_proof(self, draft: Draft, heard: Heard) -> bool:
        """Whether the patient has no address to prove by that the appointment is theirs, or gives a name or phone instead."""
        if draft.step != "contact" or find_email(heard.text) is not None:
            return False
        details = take(draft, heard, self._desk).draft.details
        told = details.name not in ("", draft.details.name) or details.phone not in ("", draft.details.phone)
        in_vain = draft.tries > 0 and not is_question(heard.plain)
        return told or heard.agrees or heard.declines or heard.skips or in_vain or bool(_NO_EMAIL.search(heard.plain))

    def _contact(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        email = find_email(heard.text)
        if email is None:
            return None
        self._desk.send_code(heard.conversation_id, email)
        return self._ask(replace(draft, contact=email).asking("code"))

    def _code(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        if find_email(heard.text):
            return self._contact(draft, heard)
        typed = find_code(heard.text)
        if typed is None and wants_another(heard.plain):
            self._desk.send_code(heard.conversation_id, draft.contact)
            return self._ask(draft)
        if typed is None or not self._desk.verifications.check(heard.conversation_id, draft.contact, typed):
            return None
        mine = self._desk.active_of_email(draft.contact)
        if not mine:
            return replace(draft, step=""), [Say(("utter_booking_nothing_to_change",), {}, (buttons.ASK_CALL,))]
        return self._choose(draft, mine)

    def _mine(self, draft: Draft) -> list[Appointment]:
        return [self._desk.appointment(item) for item in draft.candidates]

    def _choose(self, draft: Draft, mine: Sequence[Appointment]) -> tuple[Draft, list[Say]]:
        draft = replace(draft, candidates=tuple(item.id for item in mine))
        if len(mine) == 1:
            return self._chosen(replace(draft, chosen=mine[0].id))
        return self._ask(draft.asking("which"))

    def _which(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        mine = self._mine(draft)
        typed = _REFERENCE.search(heard.text)
        wanted = (
            heard.choice.removeprefix(APPOINTMENT) if heard.choice else (typed and "-".join(typed.groups()).upper())
        )
        chosen = next((item for item in mine if item.reference == wanted), None)
        if chosen is None and not heard.choice:
            one = meant(mine, heard.text)
            chosen = one[0] if len(one) == 1 and (len(mine) > 1 or heard.agrees) else None
        return self._chosen(self._with_first_wish(draft, chosen, heard)) if chosen else None

    def _with_first_wish(self, draft: Draft, chosen: Appointment, heard: Heard) -> Draft:
        """The draft with the appointment, and the time that was wished before it was known which one is meant."""
        draft, wish = replace(draft, chosen=chosen.id), draft.details.note.partition("\n")[0]
        if draft.goal != RESCHEDULE or not wish:
            return draft
        return in_light_of(chosen, draft, replace(heard, text=wish, told=Told(wish), choice=""), self._desk)

    def _chosen(self, draft: Draft) -> tuple[Draft, list[Say]]:
        appointment = self._desk.appointment(draft.chosen)
        if draft.goal == CANCEL:
            return self._ask(draft.asking("confirm"))
        draft = replace(draft, service=appointment.service or "")
        return self._to_new_time(draft) if draft.details.when else self._ask(draft.asking("when"))

    def _to_new_time(self, draft: Draft) -> tuple[Draft, list[Say]]:
        if self._desk.appointment(draft.chosen).start is None:
            return self._ask(draft.asking("confirm"))
        draft, said = self._offering.offer(replace(draft, offered=0))
        return draft, [said]

    def _when(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        chosen = self._desk.appointment(draft.chosen)
        heard = at_same_time(chosen, heard, self._desk) if says_same_time(heard.text) else heard
        taken: Taken = take(draft, heard, self._desk)
        if taken.problem:
            return replace(draft, tries=draft.tries + 1), [
                Say((taken.problem,), taken.values | self._desk.hours, buttons.DAY_PARTS)
            ]
        if taken.draft.details.when in ("", draft.details.when):
            return None
        if not draft.details.when:
            return self._to_new_time(in_light_of(chosen, taken.draft, heard, self._desk))
        return self._to_new_time(taken.draft)

    def _slot(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        handled = self._offering.hear(draft, heard)
        if handled is None:
            return self._when(draft, heard)
        draft, said = handled
        if draft.slot is not None and not said:
            return self._ask(draft.asking("confirm"))
        return self._ask(draft) if draft.step == "when" else (draft, said)

    def _confirm(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        if heard.declines:
            return replace(draft, step=""), [
                Say(("utter_booking_kept",), self._desk.words(self._desk.appointment(draft.chosen)))
            ]
        if not (calls_off(heard) if draft.goal == CANCEL else heard.agrees):
            another = not heard.choice and means_another(heard.plain)
            return self._not_this(draft, heard) if another else self._another_time(draft, heard)
        try:
            done = self._do(draft, heard)
        except TakenError:
            draft, said = self._offering.offer(replace(draft, offered=0, slot=None), ("utter_booking_taken",))
            return draft, [said]
        except StaleError:
            return self._ask(draft)
        return replace(draft, step="", sent=True), [Say((f"utter_booking_done_{draft.goal}",), self._desk.words(done))]

    def _not_this(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Another appointment is meant than the one that was named: which of the others, or one that is not known here."""
        others = tuple(item for item in draft.candidates if item != draft.chosen)
        mine = self._desk.active_of_conversation(heard.conversation_id)
        others = others or tuple(item.id for item in mine if item.id != draft.chosen)
        draft = replace(draft.with_note(heard.text), candidates=others, chosen="")
        return self._ask(draft.asking("which" if others else "contact"))

    def _another_time(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        """A time named where a yes or no was asked for: the appointment is to be moved there, not cancelled."""
        if draft.goal == CANCEL and take(draft, heard, self._desk).problem:
            return None
        service = self._desk.appointment(draft.chosen).service or ""
        return self._when(replace(draft, goal=RESCHEDULE, service=service), heard)

    def _do(self, draft: Draft, heard: Heard) -> Appointment:
        appointment = self._desk.appointment(draft.chosen)
        if draft.goal == CANCEL:
            return self._desk.cancel(appointment, heard)
        if draft.slot is not None:
            return self._desk.reschedule(appointment, draft.slot, heard)
        return self._desk.change_time(appointment, draft.details, heard)
