"""Booking: requests, slots and holds, and how they are handed to the front desk. Knows nothing of Rasa."""
