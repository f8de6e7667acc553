"""Rows that are sent once."""
