"""What leaves the clinic: the outbox, e-mail, invitations, the webhook and the calendar mirror."""
