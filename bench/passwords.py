"""What does hashing a password cost, alone and when twenty people sign in at the same moment?"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier
from time import perf_counter
from typing import Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher, ScryptPasswordHasher

from accounts.hashing import Argon2id

ROUNDS: Final = 9
AT_ONCE: Final = 20
WORDS: Final = "twelve and more of them"


class Argon2WithMoreMemory(Argon2PasswordHasher):
    """OWASP's other least: 46 MiB, gone through once."""

    memory_cost = 46 * 1024
    time_cost = 1
    parallelism = 1


CHOSEN: Final = "argon2id_19_mib"
CANDIDATES: Final[Mapping[str, BasePasswordHasher]] = {
    CHOSEN: Argon2id(),
    "argon2id_46_mib": Argon2WithMoreMemory(),
    "argon2_of_django": Argon2PasswordHasher(),
    "scrypt_of_django": ScryptPasswordHasher(),
}


def measure(*, say: Callable[[str], Any]) -> dict[str, Any]:
    """Milliseconds, and what travels between machines: ratios to the chosen one."""
    say(f"{len(CANDIDATES)} ways of hashing, {ROUNDS} times alone and {AT_ONCE} at once")
    return compare(CANDIDATES, chosen=CHOSEN, rounds=ROUNDS, at_once=AT_ONCE)


def compare(candidates: Mapping[str, BasePasswordHasher], *, chosen: str, rounds: int, at_once: int) -> dict[str, Any]:
    alone = _alone(candidates, rounds)
    together = {name: _together(hasher, at_once) for name, hasher in candidates.items()}
    return {
        "cores": os.cpu_count(),
        "chosen": chosen,
        "sign_ins_at_once": at_once,
        "hash_ms": _rounded(alone),
        "median_sign_in_ms": _rounded(together),
        "hash_ratio": _to(alone, chosen),
        "median_sign_in_ratio": _to(together, chosen),
        "waiting_ratio": {name: round(together[name] / alone[name], 1) for name in candidates},
    }


def _alone(candidates: Mapping[str, BasePasswordHasher], rounds: int) -> dict[str, float]:
    """In turns, so that a noisy moment falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, hasher in candidates.items():
            times[name].append(_hash(hasher, since=perf_counter()))
    return {name: median(taken) for name, taken in times.items()}


def _together(hasher: BasePasswordHasher, at_once: int) -> float:
    """The median from the common start to each one's own end: what a person waits. Hashing lets go of the GIL."""
    began: list[float] = []
    start = Barrier(at_once, action=lambda: began.append(perf_counter()))

    def sign_in(_: int) -> float:
        start.wait()
        return _hash(hasher, since=began[0])

    with ThreadPoolExecutor(at_once) as people:
        return median(people.map(sign_in, range(at_once)))


def _hash(hasher: BasePasswordHasher, *, since: float) -> float:
    hasher.encode(WORDS, hasher.salt())
    return (perf_counter() - since) * 1000


def _rounded(times: Mapping[str, float]) -> dict[str, float]:
    return {name: round(taken, 1) for name, taken in times.items()}


def _to(times: Mapping[str, float], chosen: str) -> dict[str, float]:
    return {name: round(taken / times[chosen], 2) for name, taken in times.items()}
