"""Verbs for whoever keeps the assistant good: each file has its arguments (`register`) and what it does (`run`)."""
