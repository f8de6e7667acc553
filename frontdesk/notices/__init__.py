"""Who is told of what: e-mail, calendar, webhook, text message."""
