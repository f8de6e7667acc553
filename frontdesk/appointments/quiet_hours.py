"""When a reminder is due: a day before the appointment, outside the quiet hours; and when those are over."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_AHEAD = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)


def reminder_due(start: datetime, quiet_hours: tuple[time, time], zone: ZoneInfo) -> datetime:
    """The moment (UTC) 24 hours before an aware `start`; in quiet hours (local), the last minute before they begin."""
    due = start.astimezone(timezone.utc) - _AHEAD
    local = due.astimezone(zone).replace(tzinfo=None)
    begins, ends = quiet_hours
    if begins == ends or not _is_quiet(local.time(), begins, ends):
        return due
    began = local.date() if begins <= local.time() else local.date() - timedelta(days=1)
    wall = datetime.combine(began, begins) - _MINUTE
    # A wall time that a change of clocks skips or repeats stands for two moments: the earlier one is never quiet.
    return min(wall.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) for fold in (0, 1))


def _is_quiet(at: time, begins: time, ends: time) -> bool:
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def quiet_until(moment: datetime, quiet_hours: tuple[time, time], zone: ZoneInfo) -> datetime | None:
    """When the quiet hours (local) around an aware moment end (UTC), or None if the moment is outside them."""
    begins, ends = quiet_hours
    local = moment.astimezone(zone).replace(tzinfo=None)
    if begins == ends or not _is_quiet(local.time(), begins, ends):
        return None
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    wall = datetime.combine(day, ends)
    # Of the two moments that a skipped or repeated wall time stands for, the later one is past the quiet hours.
    return max(wall.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc) for fold in (0, 1))
