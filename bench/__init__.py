"""The measured claims, each a module with `measure(...)`, run as `bin/contactpoint bench NAME`."""

MEASURES = (
    "audit",
    "board",
    "faults",
    "ingest",
    "invitations",
    "leaks",
    "march2009",
    "matching",
    "memory",
    "misuse",
    "passwords",
    "search",
    "worklist",
)
BATCH = "BENCH_BATCH"  # the environment variable that says how many rows a batch has
