"""How many wrong passwords and codes are too many, and until when? (R-USER-4, SEC-14, SEC-15)

Counted in the database, for every process alike. Each guess is counted before it is checked, one at a time for each
account, so that a hundred at once are no way past the limit.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Attempt, Secret
from contactpoint.vault.tokens import token


@dataclass(frozen=True)
class Limit:
    """This many wrong guesses within this time close the way for that long."""

    guesses: int
    within: timedelta
    closed_for: timedelta


LIMITS: Final = {
    Secret.PASSWORD: Limit(10, timedelta(minutes=5), timedelta(minutes=15)),
    Secret.CODE: Limit(5, timedelta(minutes=10), timedelta(minutes=10)),
}
KEPT_FOR: Final = timedelta(days=1)


class Locked(Exception):
    """Too many wrong guesses; the next one counts from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def charge(secret: Secret, *, about: str, address: str | None, at: datetime) -> Attempt:
    """Counts one guess about this account. Raises Locked; a locked account does not learn of further guesses."""
    account, network = _account(secret, about), _network(address)
    with transaction.atomic():
        _one_at_a_time(account.hex(), network or "")
        if until := _closed_until(secret, account, network, at=at):
            raise Locked(until)
        return Attempt.objects.create(secret=secret, account=account, network=network, at=at)


def locked_until(secret: Secret, *, about: str, at: datetime) -> datetime | None:
    """When the account opens again; None when it is open."""
    return _ends(Attempt.objects.filter(secret=secret, account=_account(secret, about)), LIMITS[secret], at=at)


def forgive(secret: Secret, *, about: str) -> None:
    """Opens a locked account now. Who may do that is asked by accounts.way_back."""
    Attempt.objects.filter(secret=secret, account=_account(secret, about)).delete()


def _closed_until(secret: Secret, account: bytes, network: str | None, *, at: datetime) -> datetime | None:
    ends = [_ends(Attempt.objects.filter(secret=secret, account=account), LIMITS[secret], at=at)]
    if network and secret == Secret.PASSWORD:
        five = timedelta(minutes=5)
        limit = Limit(settings.WRONG_PASSWORDS_FROM_ONE_ADDRESS, five, five)
        ends.append(_ends(Attempt.objects.filter(secret=secret, network=network), limit, at=at))
    return max((end for end in ends if end), default=None)


def _ends(guesses: QuerySet[Attempt], limit: Limit, *, at: datetime) -> datetime | None:
    lately = guesses.filter(at__gt=at - limit.within - limit.closed_for).order_by("-at")
    times = list(lately.values_list("at", flat=True)[: limit.guesses])
    if len(times) < limit.guesses or times[0] - times[-1] > limit.within:
        return None
    until = times[0] + limit.closed_for
    return until if at < until else None


def _one_at_a_time(*names: str) -> None:
    """Until the transaction ends. In one order, so that two never wait for each other."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"attempt:{name}"])


def _account(secret: Secret, about: str) -> bytes:
    return token(about.strip().lower(), purpose=f"attempt:{secret}")


def _network(address: str | None) -> str | None:
    """An IPv6 client has a whole /64 to guess from."""
    if address is None:
        return None
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)


def forget_guesses(*, at: datetime) -> int:
    """Guesses that no limit looks at any more. How many went."""
    return Attempt.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
