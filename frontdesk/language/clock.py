"""Times of day in words."""

from datetime import time


def clock(moment: time) -> str:
    """A time of day in words: 8 a.m., 4:30 p.m., noon."""
    if (moment.hour, moment.minute) == (12, 0):
        return "noon"
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes} {'a.m.' if moment.hour < 12 else 'p.m.'}"
