"""Logging a failure without what the patient typed: the kind of error and where, never its message or values."""

import logging
import traceback


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """One line: what failed, the error's type, and the innermost places in our code and in libraries."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(
        f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in reversed(frames)
    )
    logger.error("%s failed with %s in %s.", what, type(error).__name__, places)
