"""Backups: all rows of the database in one encrypted file, made while everything runs, restored into an empty place.

A file tells nothing of which database it came from: one of SQLite restores into PostgreSQL, and the other way round.
"""
