"""Letters without their accents: what words are compared by, whatever keyboard they were typed on."""

import unicodedata


def without_accents(text: str) -> str:
    """The same letters without marks ("arrêt" and "arret"), compatible forms made plain (NFKD)."""
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
