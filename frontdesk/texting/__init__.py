"""A phone that texts: contacts, consents, opt-outs, limits, the queue and its providers."""
