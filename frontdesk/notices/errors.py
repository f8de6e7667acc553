"""Why something could not be sent. The messages are stored and logged: they never quote what was to be sent."""


class DeliveryError(Exception):
    """Sending failed and may succeed later. The message is short and safe to log: "HTTP 500", "time-out"."""


class OutdatedError(Exception):
    """What was to be sent is no longer worth sending: the code has expired, the appointment is past."""
