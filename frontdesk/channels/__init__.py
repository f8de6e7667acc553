"""How patients reach the assistant: the web, text messages, the command line."""
