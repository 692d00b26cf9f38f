"""The measured claims, each a module with `measure(...)`, run as `bin/contactpoint bench NAME`."""

MEASURES = ("invitations", "matching", "passwords", "search")
