"""Patients made up by chance, who book in any order and any words: what they say, and what the front desk must get.

The clock is at Monday 23 November 2026, 9 a.m., in the clinic's zone. A patient answers the open question, but may also say
several things at once, ask something first, put in a remark, misspell, be rude, and change their mind at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

NOW = "2026-11-23T09:00-07:00"
_FIRST = (
    "Ana Bo Priya Omar Rosa Gord Mei Tariq Ingrid Kofi Sunita Liam Noor Pavel Hope Grace Jean-Luc Aoife Dmitri Thandi Wren "
    "Femi Mary-Ann Sven Lupe Yuki Amir Bea Carlos Dwayne"
).split()
_LAST = (
    "Lee;Tran;Example;O'Brien;van der Berg;Short;Okafor;de Souza;Kowalchuk;St-Onge;Nguyen;Hill;MacLeod;Singh;Park;Al-Farsi;"
    "Young;Petrov;Wood;Ferreira;Big Plume;Osei;Yamada;Halvorsen;Hand;Le Blanc"
).split(";")
_PHONES = (
    "780 555 01{n:02}",
    "780-555-01{n:02}",
    "(780) 555-01{n:02}",
    "78055501{n:02}",
    "780.555.01{n:02}",
    "+1 780 555 01{n:02}",
)
# Words -> the days that are meant, and the earliest and the latest time of day.
_TIMES: Mapping[str, tuple[Sequence[str], str, str]] = {
    "tomorrow morning": (("2026-11-24",), "", "12:00"),
    "wednesday after 3": (("2026-11-25",), "15:00", ""),
    "thursday or friday afternoon": (("2026-11-26", "2026-11-27"), "12:00", ""),
    "thursday before noon": (("2026-11-26",), "", "12:00"),
    "next tuesday between 1 and 3": (("2026-12-01",), "13:00", "15:00"),
    "the 3rd of december": (("2026-12-03",), "", ""),
    "dec 4, in the morning": (("2026-12-04",), "", "12:00"),
    "next week but not monday": (("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"), "", ""),
    "tuesday or wednesday, not before 10": (("2026-11-24", "2026-11-25"), "10:00", ""),
    "a week from thursday, after lunch": (("2026-12-03",), "12:00", ""),
    "monday the 30th": (("2026-11-30",), "", ""),
    "friday, but i can't after 2": (("2026-11-27",), "", "14:00"),
}
# Those that mean the same whatever was wished before.
_DATES = (
    "tomorrow morning",
    "the 3rd of december",
    "dec 4, in the morning",
    "monday the 30th",
    "next tuesday between 1 and 3",
)
_REASONS: Mapping[str, str] = {
    "sore knee": "knee",
    "stiff neck from the computer": "neck",
    "tennis elbow": "elbow",
    "my lower back after shovelling": "back",
    "a frozen shoulder": "shoulder",
    "sprained ankle": "ankle",
    "plantar fasciitis": "plantar",
    "tight hip": "hip",
    "wrist pain from typing": "wrist",
}
_TYPES: Mapping[str, Sequence[str]] = {
    "new": ("first time", "never been", "no", "nope, new here", "no never"),
    "returning": ("yes", "yep, last year", "i've been before", "yes a few times", "been there in 2019"),
}
_TYPES_OF_OTHERS: Mapping[str, Sequence[str]] = {
    "new": ("first time", "never been", "no", "nope", "no never"),
    "returning": ("yes", "yep, last year", "yes a few times", "been there in 2019"),
}
_RELATIONS = ("mom", "dad", "son", "daughter", "wife", "husband", "grandma", "brother")
_REMARKS: Mapping[str, str] = {
    "I use a walker": "walker",
    "please text, don't call": "text",
    "I need an interpreter for Arabic": "arabic",
    "I'd like a woman physio": "woman",
    "there is a WCB claim": "wcb",
}
_QUESTIONS = ("does it hurt?", "how much is it?", "where do i park?", "do i need a referral?", "how long is a visit?")
_RUDE = ("this is taking forever", "are you kidding me", "you people are useless", "what a waste of time")
_OPENINGS = (
    "hi, i'd like to book an appointment",
    "need an appointment",
    "can i come in",
    "book me in please",
    "hello, i want to book",
)


@dataclass(frozen=True)
class Expected:
    """What the front desk must get: fields, days and times of the wish, and words that must stand somewhere."""

    name: str
    phone: str
    patient_type: str
    for_whom: str
    days: Sequence[str]
    earliest: str
    latest: str
    words: Sequence[str]


@dataclass
class SimulatedPatient:
    """One patient. `said` holds the fields told so far; what is asked and not told yet is answered."""

    chance: Random
    said: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        pick = self.chance.choice
        self._name = f"{pick(_FIRST)} {pick(_LAST)}"
        self._number = self.chance.randrange(100)
        self._time, self._reason = pick(list(_TIMES)), pick(list(_REASONS))
        self._type = pick(("new", "returning"))
        self._for_whom = pick(_RELATIONS) if self._likely(0.25) else ""
        self._remark = pick(list(_REMARKS)) if self._likely(0.3) else ""
        self._question = pick(_QUESTIONS) if self._likely(0.25) else ""
        self._rude = pick(_RUDE) if self._likely(0.15) else ""
        self._other_time = pick([time for time in _DATES if time != self._time]) if self._likely(0.2) else ""
        self._lower, self._misspells = self._likely(0.4), self._likely(0.3)
        self._remarked = False

    def _likely(self, share: float) -> bool:
        return self.chance.random() < share

    def opening(self) -> str:
        """The first message, with whatever they say at once."""
        parts = [self.chance.choice(_OPENINGS)]
        if self._for_whom:
            parts[0] = f"{parts[0].removesuffix(' please')} for my {self._for_whom}"
        for step, words in self._openly().items():
            if self._likely(0.25):
                self.said.add(step)
                parts.append(words)
        if self._remark and self._likely(0.3):
            self._remarked = True
            parts.append(self._remark)
        return self._typed(". ".join(parts))

    def _openly(self) -> dict[str, str]:
        """The fields as they are said without being asked for."""
        owner = f"my {self._for_whom}'s name" if self._for_whom else "my name"
        return {
            "reason": f"it's for {self._reason}",
            "when": self._time,
            "name": f"{owner} is {self._name}",
            "phone": f"my number is {self._phone()}",
        }

    def answer(self, step: str) -> str:
        """What they say where a question is open."""
        if step == "confirm":
            return self._typed(self._at_the_end())
        if self._question and self._likely(0.4):
            asked, self._question = self._question, ""
            return asked
        words = self._answer(step)
        later = [other for other in ("phone", "when", "reason") if other not in self.said and other != step]
        if step in ("name", "phone") and later and self._likely(0.2):
            other = self.chance.choice(later)
            self.said.add(other)
            words = f"{words}, {self._openly()[other]}"
        if self._remark and not self._remarked and step in ("phone", "reason") and self._likely(0.5):
            self._remarked = True
            words = f"{words}. {self._remark}"
        return self._typed(words)

    def _answer(self, step: str) -> str:
        self.said.add(step)
        types = _TYPES_OF_OTHERS if self._for_whom else _TYPES
        ways = {
            "name": (self._name, f"it's {self._name}", f"{self._name}, thanks", f"ok, {self._name}"),
            "phone": (self._phone(), f"my cell is {self._phone()}", f"{self._phone()} please"),
            "when": (self._time, f"how about {self._time}", f"{self._time} please", f"{self._time} if possible"),
            "reason": (self._reason, f"it's {self._reason}", f"{self._reason}, thanks"),
            "patient_type": types[self._type],
        }
        return self.chance.choice(ways.get(step, ("no thanks",)))

    def _at_the_end(self) -> str:
        """What they say to the summary: a change of mind, a rude word, a remark not made yet, and a yes at last."""
        if self._other_time:
            self._time, self._other_time = self._other_time, ""
            return f"actually make it {self._time}"
        if self._rude:
            rude, self._rude = self._rude, ""
            return rude
        if self._remark and not self._remarked:
            self._remarked = True
            return f"also, {self._remark}"
        return self.chance.choice(("yes", "yes please", "send it", "looks good", "yep"))

    def _phone(self) -> str:
        return self.chance.choice(_PHONES).format(n=self._number)

    def _typed(self, text: str) -> str:
        words = text.split(" ")
        long = [
            i
            for i, word in enumerate(words)
            if word in ("appointment", "thursday", "wednesday", "tomorrow", "december")
        ]
        if self._misspells and long and self._likely(0.5):
            at = self.chance.choice(long)
            letter = self.chance.randrange(2, len(words[at]) - 2)
            words[at] = words[at][:letter] + words[at][letter + 1 :]
        typed = " ".join(words)
        return typed.lower() if self._lower else typed

    @property
    def expected(self) -> Expected:
        """What they have said by now, as it must arrive."""
        days, earliest, latest = _TIMES[self._time]
        words = [_REASONS[self._reason], *([_REMARKS[self._remark]] if self._remarked else [])]
        phone = f"+178055501{self._number:02}"
        return Expected(self._name, phone, self._type, self._for_whom, days, earliest, latest, words)
