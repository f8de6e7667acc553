"""The names of weekdays and months, as the patterns of time read them."""

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()
ANY_WEEKDAY, ANY_MONTH = f"(?:{'|'.join(WEEKDAYS)})", f"(?:{'|'.join(MONTHS)})"  # patterns
