"""When a reminder is due: a day ahead, outside the quiet hours. When those are over, and how long an offer is kept."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from frontdesk.settings.clinic import Clinic

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


def offer_ends(told_at: datetime, clinic: Clinic) -> datetime:
    """Until when (aware) a time that is offered at an aware moment is kept; in quiet hours its time begins with their end."""
    begins = quiet_until(told_at, clinic.booking.quiet_hours, clinic.timezone) or told_at
    return begins + timedelta(minutes=clinic.booking.offer_minutes)


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
