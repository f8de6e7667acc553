"""Reading what patients type."""
