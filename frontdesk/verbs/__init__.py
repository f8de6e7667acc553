"""The verbs of the command line: each a file with `register` and `run`, or a few that belong together."""
