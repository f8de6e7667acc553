"""The appointment: its states, slots, schedule, wait list, codes and links, how it reaches the front desk, and its rows."""
