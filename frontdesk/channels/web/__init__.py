"""The web chat: routes, access, events, pages."""
