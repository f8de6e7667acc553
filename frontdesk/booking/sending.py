"""The end of a booking: it is handed over or booked. Then one question may follow.

1. On the web it is whether to confirm by e-mail.
2. By text the reply is the confirmation, and notices come as texts: the question is whether to remind by text, where there is a
   time and the phone has not agreed before. Without a plain yes there is no reminder. An address typed there is taken too.
"""

from dataclasses import replace

from frontdesk.booking import buttons
from frontdesk.booking.desk import Desk
from frontdesk.booking.draft import CALL_BACK, Draft, Say
from frontdesk.booking.extraction import find_email
from frontdesk.booking.heard import Heard
from frontdesk.booking.offering import Offering
from frontdesk.booking.questions import answers, wants_person


class Sending:
    """What follows the patient's yes to the summary."""

    def __init__(self, desk: Desk, offering: Offering) -> None:
        self._desk = desk
        self._offering = offering

    def send(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Book or hand over what was checked; other times where somebody was faster."""
        if self._desk.has_sent_enough(heard.conversation_id):
            return replace(draft, step=""), [Say(("utter_booking_too_many",), {}, (buttons.PERSON,))]
        if draft.slot is not None:
            confirmed = self._offering.confirm(draft)
            if isinstance(confirmed, tuple):
                return confirmed[0], [confirmed[1]]
            done = Say(("utter_booking_done_slots",), self._desk.words(confirmed))
        else:
            appointment = self._desk.request(draft, heard)
            done = Say((f"utter_booking_done_{self._done(draft)}",), self._desk.words(appointment))
        return self.follow_up(replace(draft, sent=True), heard, [done])

    def _done(self, draft: Draft) -> str:
        return "callback" if draft.goal == CALL_BACK else self._desk.clinic.booking.method

    def follow_up(self, draft: Draft, heard: Heard, said: list[Say]) -> tuple[Draft, list[Say]]:
        """Ask what is left to ask after sending, if anything."""
        if draft.goal == CALL_BACK or draft.details.email:
            return replace(draft, step="", sent=True), said
        if self._desk.phone_of(heard):
            return self._ask_remind(draft, heard, said)
        what_for = "_slots" if draft.slot else "_wait" if self._desk.offers_slots else ""
        return draft.asking("email"), [*said, Say((f"utter_booking_ask_email{what_for}",), {}, (buttons.NO_EMAIL,))]

    def _ask_remind(self, draft: Draft, heard: Heard, said: list[Say]) -> tuple[Draft, list[Say]]:
        if draft.slot is None or not self._desk.may_ask_to_remind(draft.id, heard):
            return replace(draft, step="", sent=True), said
        ask = Say(("utter_booking_ask_remind",), {}, (buttons.REMIND_ME, buttons.NO_REMINDER))
        return draft.asking("remind"), [*said, ask]

    def hear(self, draft: Draft, heard: Heard) -> tuple[Draft, list[Say]]:
        """Handle a message after sending: an address, a question, or the end."""
        email = find_email(heard.text)
        closed = replace(draft, step="")
        if email:
            self._desk.add_email(draft.id, email)
            return closed.with_details(email=email), [Say(("utter_booking_email_noted",), {"email": email})]
        if draft.step == "remind" and heard.wants_reminder:
            self._desk.remind_by_text(draft.id, heard)
            return closed, [Say(("utter_booking_remind_noted",))]
        if draft.step == "email" and ("@" in heard.text or heard.agrees) and draft.tries == 0:
            again = "utter_booking_type_email" if heard.agrees else "utter_booking_help_email"
            return replace(draft, tries=1), [Say((again,), {}, (buttons.NO_EMAIL,))]
        if wants_person(heard):
            return closed, [Say(("utter_talk_to_human",), {}, (buttons.ASK_CALL,), "handoff")]
        said = answers(heard, draft.step, took=False)
        if said and said[-1].kind == "smalltalk":
            return closed, said
        without = "utter_booking_no_reminder" if draft.step == "remind" else "utter_booking_no_email"
        return self.follow_up(draft, heard, said) if said else (closed, [Say((without,))])
