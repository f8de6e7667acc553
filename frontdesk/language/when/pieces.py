"""Pieces of the patterns that rewrite prepared text: clock times, dates, and what may end them."""

from frontdesk.language.calendar_names import ANY_MONTH, ANY_WEEKDAY, MONTHS

CLOCK = r"\d{1,2}(?::\d\d)?(?: [ap]m)?"
ENDS = r"(?=$| [,.;!?)])"
NTH = r"\d{1,2}(?:st|nd|rd|th)"
DATE = rf"(?:the \d{{1,2}}(?:st|nd|rd|th)?|{ANY_WEEKDAY}|{ANY_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)"
NO_MONTH = "".join(f"(?<!{month} )" for month in MONTHS)  # no month stands before it
# No bound stands before it.
NO_BOUND = "".join(
    f"(?<!{word} )" for word in ("after", "before", "until", "by", "at", "from", "past", "between", "to", "-")
)
