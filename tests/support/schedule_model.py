"""What booking should do, in plain Python on one list: the model that the real thing is compared with."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from frontdesk.appointments.appointment import Slot

HOLD, OFFER, ABANDONED = timedelta(minutes=10), timedelta(minutes=120), timedelta(minutes=60)
MOST_MISSED = 2


@dataclass
class Known:
    """An appointment. `time` is the slot it has or last had; `state` says whether it is held, booked or released."""

    id: str
    status: str
    time: Slot | None = None
    state: str = "released"
    until: datetime | None = None
    actions: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    wish: tuple[str, str | None] | None = None
    place: str = "left"
    missed: int = 0
    offered: list[Slot] = field(default_factory=list)


def overlap(one: Slot, other: Slot) -> bool:
    return one.practitioner == other.practitioner and one.start < other.busy_until and other.start < one.busy_until


class Model:
    """All appointments in the order of their creation. A method gives the expected state, or the name of the error."""

    def __init__(self, universe: list[Slot], now: datetime) -> None:
        self.universe = universe
        self.now = now
        self.all: dict[str, Known] = {}

    def live(self, known: Known) -> bool:
        return known.state == "booked" or (known.state == "held" and known.until is not None and known.until > self.now)

    def is_free(self, slot: Slot, own: str | None = None) -> bool:
        return not any(
            self.live(other) and other.time and overlap(other.time, slot)
            for other in self.all.values()
            if other.id != own
        )

    def free_starts(self, service: str) -> list[datetime]:
        fitting = {s.start for s in self.universe if s.service == service and s.start >= self.now and self.is_free(s)}
        return sorted(fitting)

    def request(self, id_: str) -> str:
        if id_ not in self.all:
            self.all[id_] = Known(id_, "proposed", actions=["request"], events=["requested"])
        return self.all[id_].status

    def join(self, id_: str, service: str, practitioner: str | None) -> str:
        wish = (service, practitioner)
        self.all[id_] = Known(id_, "proposed", actions=["request"], events=["waiting"], wish=wish, place="waiting")
        return "proposed"

    def hold(self, id_: str, slot: Slot) -> str:
        known = self.all.get(id_)
        if slot.start < self.now:
            return "UnknownSlotError"
        if known and known.status != "pending":
            return "TransitionError"
        if not self.is_free(slot, id_):
            return "TakenError"
        known = self.all.setdefault(id_, Known(id_, "pending"))
        known.actions.append("move" if known.actions else "hold")
        self._take(known, slot, self.now + HOLD)
        return "pending"

    def confirm(self, id_: str) -> str:
        known = self.all[id_]
        if known.status == "booked":
            return "booked"
        if known.status != "pending":
            return "TransitionError"
        return self._book(known, "confirm")

    def accept(self, id_: str) -> str:
        known = self.all[id_]
        if known.status == "booked":
            return "booked"
        return self._book(known, "accept") if known.place == "offered" else "TakenError"

    def _book(self, known: Known, action: str) -> str:
        assert known.time
        if known.time.start <= self.now or not self.is_free(known.time, known.id):
            return "TakenError"
        self._take(known, known.time, None)
        known.status, known.place = "booked", "left"
        known.actions.append(action)
        known.events.append("booked")
        return "booked"

    def reschedule(self, id_: str, slot: Slot) -> str:
        known = self.all[id_]
        if slot.start < self.now:
            return "UnknownSlotError"
        if known.status == "booked" and known.time == slot:
            return "booked"
        if not self.is_free(slot, id_):
            return "TakenError"
        if known.status != "booked":
            return "TransitionError"
        old = known.time
        self._take(known, slot, None)
        known.actions.append("reschedule")
        known.events.append("rescheduled")
        self._offer(old)
        return "booked"

    def cancel(self, id_: str, stale: bool) -> str:
        known = self.all[id_]
        if known.status == "cancelled":
            return "cancelled"
        if stale:
            return "StaleError"
        if known.status != "pending":  # of a time that was only held nobody has been told
            known.events.append("cancelled")
        self._end(known, "cancel")
        self._give_back(known)
        return "cancelled"

    def decline(self, id_: str) -> str:
        known = self.all[id_]
        if known.place != "offered":
            return "TakenError"
        known.state, known.place = "released", "waiting"
        known.actions.append("decline")
        self._offer(known.time)
        return "proposed"

    def lapse(self) -> int:
        run_out = [known for known in self._line("offered") if not self.live(known)]
        for known in run_out:
            known.state, known.place = "released", "waiting"
            known.missed += 1
            known.actions.append("lapse")
            known.events.append("offer_lapsed")
            if known.missed == MOST_MISSED:
                self._end(known, "expire")
                known.events.append("cancelled")
            self._offer(known.time)
        return len(run_out)

    def expire(self) -> int:
        pending = [
            k for k in self.all.values() if k.status == "pending" and k.until and k.until <= self.now - ABANDONED
        ]
        for known in sorted(pending, key=lambda known: known.id):
            self._end(known, "expire")
            self._give_back(known)
        return len(pending)

    def _end(self, known: Known, action: str) -> None:
        known.status, known.place = "cancelled", "left"
        known.actions.append(action)

    def _take(self, known: Known, slot: Slot, until: datetime | None) -> None:
        for other in self.all.values():
            if other.id != known.id and other.time and overlap(other.time, slot):
                assert not self.live(other)
                other.state = "released"
        known.time, known.until, known.state = slot, until, "held" if until else "booked"

    def _give_back(self, known: Known) -> None:
        if known.state != "released":
            known.state = "released"
            self._offer(known.time)

    def _line(self, place: str) -> list[Known]:
        return sorted((known for known in self.all.values() if known.place == place), key=lambda known: known.missed)

    def _offer(self, freed: Slot | None) -> None:
        assert freed
        for known in self._line("waiting"):
            assert known.wish
            service, practitioner = known.wish
            fitting = [
                slot
                for slot in self.universe
                if (slot.service, slot.practitioner) == (service, freed.practitioner)
                and practitioner in (None, slot.practitioner)
                and freed.start <= slot.start < freed.busy_until
                and slot.start >= self.now
                and slot not in known.offered
                and self.is_free(slot)
            ]
            if fitting:
                slot = min(fitting, key=lambda slot: slot.start)
                self._take(known, slot, min(self.now + OFFER, slot.start))
                known.place = "offered"
                known.offered.append(slot)
                known.actions.append("offer")
                known.events.append("offered")
                return
