"""States of a row of the outbox, and which rows are text messages."""

QUEUED = "queued"
SENDING = "sending"
UNKNOWN = "unknown"  # it may have been sent: it is not sent again
SENT = "sent"
FAILED = "failed"
CANCELLED = "cancelled"
TEXT_KINDS = frozenset({"sms_reply", "sms_notice", "sms_code", "sms_safety", "sms_last"})
