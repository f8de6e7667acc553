"""Frontdesk asks itself what patients ask, over the web chat's own HTTP, and sees whether it is answered rightly."""
