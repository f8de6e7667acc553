"""Conversations beyond the single turn: what is kept of them, and for how long."""
