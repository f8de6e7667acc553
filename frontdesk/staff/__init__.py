"""The front desk's page: what waits, who asked for what, and conversations that a person takes over."""
