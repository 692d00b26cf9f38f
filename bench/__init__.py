"""The measured claims, each a module with `measure(children, seed, say)`, run as `bin/contactpoint bench NAME`."""

MEASURES = ("passwords", "search")
