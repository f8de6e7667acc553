"""Who is told what: e-mail, calendar, webhook, text message."""
