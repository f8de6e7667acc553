"""Collects options from a run of days and times: a time goes with the days before it in their list, or it stands first."""

from dataclasses import replace

from frontdesk.language.when.parts import DAY, Days, Option, Times

ADDING = ("or", "and")


def _is_limit(times: Times) -> bool:
    return all(not span.part and (span.start == 0 or span.end == DAY) for span in times.spans)


class Builder:
    """Collects options from a run of days and times."""

    def __init__(self, excluding: bool) -> None:
        self.done: list[Option] = []
        self.current = Option()
        self.excluding = excluding

    def close(self) -> list[Option]:
        """All options, taken out."""
        self.part()
        done, self.done = self.done, []
        return done

    def take_current(self) -> Option | None:
        """The option that is being built, taken out."""
        option, self.current = self.current, Option()
        return option if option.days or option.times else None

    def take_since(self, option_before: Option, number: int) -> Option | None:
        """Of the option that had `number` days before, the later ones with its times, taken out; of another one all."""
        if option_before is not self.current or not 0 < number < len(self.current.days):
            return self.take_current()
        option = Option(self.current.days[number:], self.current.times)
        self.current = Option(self.current.days[:number])
        return option

    def part(self) -> None:
        """What follows is an option of its own."""
        option = self.take_current()
        self.done += [option] if option else []

    def add_days(self, days: Days, join: str, every: bool = False) -> None:
        """Take in days; `every`: a weekday means all of them."""
        now = self.current
        if self._is_told_again(days, join):
            now.days = [(days, now.days[0][1])]
            return
        apart = join in ADDING and now.times and not now.days
        if apart or (now.days and now.times and not now.times_first and not self._belongs(days, join)):
            self.part()
        self.current.days.append((replace(days, every=days.every or every), join))

    def _is_told_again(self, days: Days, join: str) -> bool:
        """Whether a date only says when the weekday before it is: "friday at 12:30, tomorrow that is"."""
        now = self.current
        if join != "comma" or not now.times or now.times_first or len(now.days) != 1 or days.kind != "date":
            return False
        before = now.days[0][0]
        return before.kind == "weekday" and not before.every and {d.weekday() for d in days.dates} == before.weekdays

    def _belongs(self, days: Days, join: str) -> bool:
        """Whether a period and weekdays around a time belong together: "next week in the morning, monday or tuesday"."""
        if days.bound and join not in ADDING and not any(day.bound for day, _ in self.current.days[:-1]):
            return True  # "thursdays at 10, until the end of july"
        if join not in ADDING and all(day.bound for day, _ in self.current.days):
            return True  # "i must be seen by the 16th. any afternoon next week"
        kinds = {d.kind for d, _ in self.current.days}
        return join not in ADDING and (days.kind, kinds) in (("period", {"weekday"}), ("weekday", {"period"}))

    def add_times(self, times: Times, join: str, day_follows: bool) -> None:
        """Take in times; `day_follows`: the next that is said is a day."""
        now = self.current
        if self.excluding and now.days and now.days[-1][0].bound and all(span.part for span in times.spans):
            return  # "away until sunday night": all of the days until then
        whole = all((span.start, span.end) == (0, DAY) for t, _ in now.times for span in t.spans)
        anytime = all((span.start, span.end) == (0, DAY) for span in times.spans)
        if self.excluding and join in ADDING and now.days and not now.times:
            self.part()
        elif anytime and join in ADDING and day_follows and now.days and now.times:
            self.part()  # "monday before 1 or any time friday"
        elif now.times_first and now.days and not whole:
            if day_follows:
                self.part()
            elif len(now.days) > 1 and join not in ADDING and not (join and _is_limit(times)):
                last = now.days.pop()
                self.part()
                self.current.days.append(last)
        self.current.times_first |= not self.current.days
        self.current.times.append((times, join))
