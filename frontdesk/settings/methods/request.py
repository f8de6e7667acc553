"""The front desk is asked for an appointment, and calls back."""

from frontdesk.settings.methods.method import Method

METHOD = Method("request", 10, "the front desk calls back", by_email=True)
