"""Which values lie under the keys of the ring, and how do they come under the newest? (SEC-47)

What lies under the key of a record (statements, words, rows that wait) follows by the one row that wraps that key. What
somebody typed in the course of a visit is in the visit, and ends with it.
"""

from collections.abc import Iterator
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.kept_answers import answers_place
from accounts.models import KeptAnswers
from accounts.secrets import reseal_factor
from contactpoint.vault.models import DataKey
from contactpoint.vault.rotation import Column, left, reseal
from feeds.models import FixRule
from feeds.quarantine.rules import rule_place
from registry.finding import search_place
from registry.models import Caf, Involvement, LeadProfessional, SearchMade

AT_ONCE: Final = 1_000  # rows of a transaction
FACTORS: Final = "mfa_authenticator.data"
COLUMNS: Final = (
    Column(DataKey, "wrapped", DataKey.sealing_place),
    Column(Involvement, "sealed", Involvement.sealing_place),
    Column(LeadProfessional, "sealed", LeadProfessional.sealing_place),
    Column(Caf, "sealed", Caf.sealing_place),
    Column(SearchMade, "criteria", search_place),
    Column(KeptAnswers, "sealed", answers_place),
    Column(FixRule, "sealed", rule_place),
)


def rotate() -> Iterator[tuple[str, int]]:
    """Everything under the key in force: after each batch where, and how many. May be stopped, and run again."""
    for column in COLUMNS:
        while many := reseal(column, most=AT_ONCE):
            yield column.name, many
    yield from _factors()


def _factors() -> Iterator[tuple[str, int]]:
    last, everyone = 0, Authenticator.objects.order_by("pk").values_list("pk", flat=True)
    while batch := list(everyone.filter(pk__gt=last)[:AT_ONCE]):
        with transaction.atomic():
            rows = Authenticator.objects.select_for_update(of=("self",)).select_related("user").filter(pk__in=batch)
            yield FACTORS, sum(reseal_factor(row) for row in rows)
        last = batch[-1]


def not_rotated() -> dict[str, int]:
    """How many values are left under older keys, by where they lie; nothing when a key may leave the ring."""
    found = {column.name: left(column).count() for column in COLUMNS}
    return {name: count for name, count in found.items() if count}
