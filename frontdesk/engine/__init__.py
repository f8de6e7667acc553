"""Everything that imports Rasa."""
