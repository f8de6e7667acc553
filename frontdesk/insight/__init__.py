"""What conversations tell the clinic: figures by day, and what the assistant could not answer."""
