"""Offering free times: three at once, more on request, and the wait list where nothing suits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.appointments.appointment import Appointment, Slot
from frontdesk.appointments.reservations import TakenError
from frontdesk.appointments.slots import UnknownSlotError
from frontdesk.appointments.states import TransitionError
from frontdesk.booking import buttons
from frontdesk.booking.desk import MOST_OFFERS, Desk
from frontdesk.booking.draft import RESCHEDULE, Draft, Say, new_id
from frontdesk.booking.heard import SLOT, Heard
from frontdesk.booking.wish import depends_on_today

_NUMBER = {"1": 0, "one": 0, "first": 0, "2": 1, "two": 1, "second": 1, "3": 2, "three": 2, "third": 2, "last": -1}
_PICK = re.compile(
    r"^(?:(?:actually|ok|okay|sorry|no|then),? )*(?:the |number |option |no\.? |#)*"
    rf"({'|'.join(_NUMBER)})(?: one| time| option)?[.! ]*(?:please|pls)?$"
)
# "at 9", "9 is fine", "ok 9:30 works for me".
_HOUR = re.compile(
    r"(?:(?:ok|okay|yes|yeah|sure|then|alright|let'?s (?:do|say|take)|i'?ll take|at)[, ]+)*(\d{1,2}(?::\d\d)?)(?: ?[ap]m)?"
    r"(?: (?:is|works|sounds|would be|will do|it is)(?: (?:ok|okay|fine|good|great|perfect|best))?)?(?: (?:for|with|by) me)?"
    r"(?:,? (?:please|pls|thanks|then))?[.!]*"
)


class Offering:
    """The open question `slot` of booking and of moving an appointment."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def offer(self, draft: Draft, lead: Sequence[str] = (), back: Mapping[str, str] | None = None) -> tuple[Draft, Say]:
        """The next times that suit; else the nearest ones, said to be so; else the wait list or a person.

        `back`: the values of what the responses in `lead` say back.
        """
        slots = self._desk.free(draft.service, draft.details.windows, draft.offered)
        if not slots and draft.offered:
            lead, draft = (*lead, "utter_booking_no_more_times"), replace(draft, offered=0)
            slots = self._desk.free(draft.service, draft.details.windows, 0)
        if not slots and draft.details.windows:
            lead = (*lead, "utter_booking_none_fit")
            slots = self._desk.free(draft.service, (), 0)
        draft = replace(draft, offers=tuple(slots), slot=None).asking("slot")
        question = "utter_booking_offer" if slots else "utter_booking_nothing_free"
        return draft, Say((*lead, question), self._values(draft) | {"noted": "", **(back or {})}, self.choices(draft))

    def _values(self, draft: Draft) -> dict[str, str]:
        lines = [f"{number}. {self._desk.slot_words(slot)}" for number, slot in enumerate(draft.offers, 1)]
        return {"when": draft.details.when or "any time", "times": "\n".join(lines)}

    def choices(self, draft: Draft) -> tuple[buttons.Button, ...]:
        """A button for each offered time, and what else can be done."""
        times = tuple((buttons.slot_id(slot), self._desk.slot_words(slot)) for slot in draft.offers)
        more = (buttons.MORE, buttons.OTHER) if len(draft.offers) == MOST_OFFERS else (buttons.OTHER,)
        wait = () if draft.goal == RESCHEDULE else (buttons.JOIN,)
        return (*times, *more, *wait)

    def hear(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        """Handle a message while times are offered; None if it is about something else."""
        if heard.choice.startswith(SLOT):
            slot = next((slot for slot in draft.offers if buttons.slot_id(slot) == heard.choice), None)
            return self._take(draft, heard, slot) if slot else self._again(draft, "utter_booking_not_offered")
        if heard.wants_more:
            return self._again(replace(draft, offered=draft.offered + len(draft.offers)))
        if heard.waits:
            return self._wait(draft, heard)
        if heard.fits_none or heard.declines:
            cleared = replace(draft, offered=0, any_time=False).with_details(windows=(), when="")
            return cleared.asking("when"), [Say(("utter_booking_other_time",))]
        slot = self._picked(draft, heard)
        return self._take(draft, heard, slot) if slot else None

    def pick_another(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]] | None:
        """Take another of the offered times by its number, after one was chosen."""
        slot = self._numbered(draft, heard)
        return self._take(draft, heard, slot) if slot and slot != draft.slot else None

    @staticmethod
    def _numbered(draft: Draft, heard: Heard) -> Slot | None:
        found = _PICK.match(heard.plain)
        number = _NUMBER[found.group(1)] if found and draft.offers else len(draft.offers)
        return draft.offers[number] if number < len(draft.offers) else None

    def _picked(self, draft: Draft, heard: Heard) -> Slot | None:
        if _PICK.match(heard.plain):
            return self._numbered(draft, heard)
        if heard.agrees and len(draft.offers) == 1:
            return draft.offers[0]
        fitting = [slot for slot in draft.offers if self._means(heard, slot)]
        if not fitting and not depends_on_today(heard.plain):
            fitting = [slot for slot in draft.offers if self._means(heard, slot, slot.start - timedelta(days=1))]
        return fitting[0] if len(fitting) == 1 else None

    def _means(self, heard: Heard, slot: Slot, now: datetime | None = None) -> bool:
        """Whether a day and time named at a moment is that of a slot. "Wednesday" means the one that is offered."""
        hour = _HOUR.fullmatch(heard.plain)
        when = self._desk.understand(f"at {hour.group(1)}" if hour else heard.text, now)
        return when is not None and any(window.start <= slot.start < window.end for window in when.windows)

    def _again(self, draft: Draft, *lead: str) -> tuple[Draft, list[Say]]:
        draft, said = self.offer(draft, lead)
        return draft, [said]

    def _take(self, draft: Draft, heard: Heard, slot: Slot) -> tuple[Draft, list[Say]]:
        """Hold a time for a new appointment; for one that is moved it is only remembered until confirmed."""
        if draft.goal != RESCHEDULE:
            try:
                self._desk.hold(draft, heard, slot)
            except (TakenError, UnknownSlotError):
                return self._again(replace(draft, offered=0), "utter_booking_taken")
        return replace(draft, slot=slot), []

    def _wait(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        if draft.goal == RESCHEDULE:
            return self._again(draft)
        self._desk.release(draft, heard)
        draft = replace(draft, id=new_id())
        appointment = self._desk.join(draft, heard)
        done = Say(("utter_booking_done_wait",), self._desk.words(appointment))
        return replace(draft, sent=True, step=""), [done]

    def confirm(self, draft: Draft) -> Appointment | tuple[Draft, Say]:
        """Book the held time; where somebody was faster, or the hold was given up, new offers."""
        try:
            return self._desk.confirm(draft)
        except TakenError:
            return self.offer(replace(draft, offered=0, slot=None), ("utter_booking_taken",))
        except TransitionError:
            return self.offer(replace(draft, id=new_id(), offered=0, slot=None), ("utter_booking_taken",))
