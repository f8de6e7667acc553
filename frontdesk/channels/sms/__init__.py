"""Everything that arrives by text message."""
