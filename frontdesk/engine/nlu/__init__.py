"""Rasa graph components: the safety screen and the topic matcher."""

import frontdesk.language.pipeline  # noqa: F401  registers the parts that SpacyNLP is about to load
