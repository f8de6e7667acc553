"""What the law gives a patient: what is kept of them, told, handed out and deleted."""
