"""What `check` says about edited data and settings."""
