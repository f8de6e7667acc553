"""Which transitions an appointment may take (FHIR R4 AppointmentStatus), and who may make them."""

from dataclasses import dataclass

PROPOSED = "proposed"
PENDING = "pending"
BOOKED = "booked"
CANCELLED = "cancelled"
NOSHOW = "noshow"
FULFILLED = "fulfilled"  # what was asked for has been done: the patient was called, the message read
ACTIVE = frozenset({PROPOSED, PENDING, BOOKED})

PATIENT = "patient"
STAFF = "staff"
SYSTEM = "system"


class TransitionError(Exception):
    """This change is not allowed in the appointment's present state, or not for this actor."""


@dataclass(frozen=True)
class Transition:
    """From which states (empty: none yet) an action leads where, and whose it is."""

    sources: frozenset[str]
    target: str | None
    actors: frozenset[str]


_EVERYONE = frozenset({PATIENT, STAFF, SYSTEM})
TRANSITIONS: dict[str, Transition] = {
    "request": Transition(frozenset(), PROPOSED, _EVERYONE),
    "hold": Transition(frozenset(), PENDING, _EVERYONE),
    "move": Transition(frozenset({PENDING}), PENDING, _EVERYONE),
    "ask": Transition(frozenset({PENDING}), PROPOSED, _EVERYONE),
    "confirm": Transition(frozenset({PENDING}), BOOKED, _EVERYONE),
    "offer": Transition(frozenset({PROPOSED}), PROPOSED, frozenset({SYSTEM})),
    "decline": Transition(frozenset({PROPOSED}), PROPOSED, _EVERYONE),
    "lapse": Transition(frozenset({PROPOSED}), PROPOSED, frozenset({SYSTEM})),
    "accept": Transition(frozenset({PROPOSED}), BOOKED, _EVERYONE),
    "change": Transition(frozenset({PROPOSED, PENDING}), None, _EVERYONE),
    "contact": Transition(frozenset({PROPOSED, BOOKED}), None, _EVERYONE),
    "reschedule": Transition(frozenset({BOOKED}), BOOKED, _EVERYONE),
    "expire": Transition(frozenset({PENDING, PROPOSED}), CANCELLED, frozenset({SYSTEM})),
    "cancel": Transition(ACTIVE, CANCELLED, _EVERYONE),
    "schedule": Transition(frozenset({PROPOSED}), BOOKED, frozenset({STAFF})),
    "attempt": Transition(frozenset({PROPOSED}), PROPOSED, frozenset({STAFF})),
    "complete": Transition(frozenset({PROPOSED}), FULFILLED, frozenset({STAFF})),
    "noshow": Transition(frozenset({BOOKED}), NOSHOW, frozenset({STAFF})),
}


def target_of(action: str, status: str | None, actor: str) -> str:
    """The state that an action leads to from `status` (None: the appointment is new). Raises TransitionError."""
    transition = TRANSITIONS[action]
    fits = status in transition.sources if transition.sources else status is None
    if not fits or actor not in transition.actors:
        raise TransitionError(f"An appointment that is {status or 'new'} cannot take the action {action} by {actor}.")
    return transition.target or str(status)
