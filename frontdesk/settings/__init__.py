"""What a clinic decides (`clinic.yml`) and what the machine provides (environment variables), read and checked once."""
