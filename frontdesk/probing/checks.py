"""What is asked, and which kinds of message answer it rightly (docs/http.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SyntheticCheck:
    """One thing that must be answered at any time: rightly if one of the reply's messages is of a kind in `right`."""

    name: str
    text: str
    right: frozenset[str]


EMERGENCY = SyntheticCheck("emergency", "I have crushing chest pain and I can't breathe", frozenset({"emergency"}))
QUESTION = SyntheticCheck("question", "Does dry needling hurt?", frozenset({"answer"}))
# Where the clinic takes bookings on a page of its own, the patient is sent there.
BOOKING = SyntheticCheck("booking", "I want to book an appointment", frozenset({"booking", "handoff"}))
CHECKS = (EMERGENCY, QUESTION, BOOKING)
