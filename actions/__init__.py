"""Rasa's custom actions: thin, asynchronous, one capability a file. They import `frontdesk`, never `rasa`."""
