"""What a message said, and the draft that it has become."""

from dataclasses import dataclass, field, replace

from frontdesk.booking.draft import Draft

_TYPE_WORDS = {"new": "first visit", "returning": "been here before"}


@dataclass(frozen=True)
class Taken:
    """The draft with what was found. `noted` says it back, `also` names others who are to come.

    `problem` names the response that asks again, with its values and, where it asks which of two things is meant, buttons.
    """

    draft: Draft
    noted: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    answered: bool = False
    problem: str = ""
    values: dict[str, str] = field(default_factory=dict)
    meant: tuple[tuple[str, str], ...] = ()

    def note(self, words: str, **details: object) -> "Taken":
        """With these details, said back in these words if they are news."""
        before = self.draft.details
        if all(getattr(before, key) == value for key, value in details.items()):
            return replace(self, answered=True)
        return replace(self, draft=self.draft.with_details(**details), noted=(*self.noted, words), answered=True)

    def remark(self, words: str) -> "Taken":
        """With something for the front desk that fits no field, in the patient's words."""
        draft = self.draft.with_note(words)
        if draft is self.draft:
            return replace(self, answered=True)
        return replace(self, draft=draft, noted=(*self.noted, words), answered=True)

    def with_other(self, who: str, said: str = "") -> "Taken":
        """With somebody else who is to come, as a note for the front desk; `said`: how the patient reads of them."""
        taken = self.remark(f"Also coming: {who}")
        return (
            replace(taken, noted=self.noted, also=(*self.also, said or who)) if taken.draft is not self.draft else taken
        )

    def of_type(self, kind: str) -> "Taken":
        """With whether they are new; another answer than before opens the choice of service and time anew."""
        draft = self.draft
        if draft.details.patient_type not in ("", kind):
            draft = replace(draft, service="", slot=None, offered=0, offers=())
        return replace(self, draft=draft).note(_TYPE_WORDS[kind], patient_type=kind)

    def skipping(self) -> "Taken":
        """With the open question left unanswered on purpose."""
        draft = self.draft
        return replace(self, draft=replace(draft, skipped=(*draft.skipped, draft.step)), answered=True)
