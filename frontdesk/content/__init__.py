"""What the assistant can say: topics, answers and the clinic's own words."""
