"""What can be decided on a group of gaps."""

from frontdesk.content.topic_ids import ACTIONS, CALLBACK, FAQ_TOPICS, PERSONAL_ADVICE, SMALL_TALK

OPEN = "open"
ASSIGNED = "assigned"  # to a topic: its phrasings may be learnt
OUT_OF_SCOPE = "out_of_scope"  # nothing to answer; its phrasings may be learnt as such
DISMISSED = "dismissed"  # nothing to do
STATES = (OPEN, ASSIGNED, OUT_OF_SCOPE, DISMISSED)
LEARNABLE = (ASSIGNED, OUT_OF_SCOPE)
# What a group may be assigned to: each has phrasings of its own (a call-back has none, it is a way of wanting a person).
TOPICS = tuple(topic for topic in (*FAQ_TOPICS, *ACTIONS, PERSONAL_ADVICE, *SMALL_TALK) if topic != CALLBACK)
