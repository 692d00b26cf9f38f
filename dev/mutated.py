"""Does a test notice each change? Runs in the copy that dev/mutate.py made, for that copy's own modules.

python -m dev.mutated SESSION TEST ... tries each mutant of cosmic-ray's session that has no result yet. What comes from
elsewhere is imported once, and each mutant's tests run in a fork of that: they import the project anew.
"""

import os
import sys
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from cosmic_ray.mutating import use_mutation
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkResult

from dev.project import APPS

ELSEWHERE: Final = (
    "celery", "cryptography.hazmat.primitives.asymmetric.ec", "django.contrib.postgres",
    "django.db.models", "django.test", "dns.resolver", "hypothesis", "kombu", "lxml.etree", "openpyxl", "phonenumbers",
    "playwright.sync_api", "prometheus_client", "psycopg2", "rapidfuzz", "redis", "redis.asyncio", "requests", "yaml",
)  # fmt: skip
PYTEST: Final = ("-x", "-m", "not long", "-W", "ignore", "-p", "no:cacheprovider", "--reuse-db", "--timeout=60")


def exit_code(tests: list[str]) -> int:
    """Of pytest, in a process of its own that has none of the project's modules yet."""
    child = os.fork()
    if not child:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, sys.stdout.fileno())
        os.dup2(silent, sys.stderr.fileno())
        os._exit(pytest.main([*PYTEST, *tests]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tried(change: MutationSpec, tests: list[str]) -> WorkResult:
    operator = get_operator(change.operator_name)(**change.operator_args)
    with use_mutation(change.module_path, operator, change.occurrence) as texts:
        outcome = TestOutcome.KILLED if exit_code(tests) else TestOutcome.SURVIVED
    before, after = (text.splitlines() for text in texts)
    diff = "\n".join(unified_diff(before, after, str(change.module_path), str(change.module_path), n=0, lineterm=""))
    return WorkResult(worker_outcome=WorkerOutcome.NORMAL, test_outcome=outcome, diff=diff)


def main() -> int:
    session, *tests = sys.argv[1:]
    for name in ELSEWHERE:
        import_module(name)
    assert sys.modules.keys().isdisjoint(APPS), "a mutant would not be imported"
    if exit_code(tests) != 0:
        print(f"Without any change these do not pass: {' '.join(tests)}", file=sys.stderr)
        return 1
    sys.dont_write_bytecode = True  # two changes within a second may look like one
    with use_db(Path(session)) as work:
        for item in work.pending_work_items:
            work.set_result(item.job_id, tried(item.mutations[0], tests))
    return 0


if __name__ == "__main__":
    sys.exit(main())
