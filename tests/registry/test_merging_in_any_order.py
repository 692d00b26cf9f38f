"""Whatever is merged and split, and delivered in between, the records return exactly (R-FEED-6, ux.md goal 19)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Practitioner
from registry.assertion import Name, Place, but
from registry.disclosure import give_reason
from registry.involving import flag_caf, name_lead, record_involvement
from registry.merging import Moved, join, part
from registry.models import Child, Reason, Status
from registry.record import Decision, apply_assertions, rebuild
from tests.registry import children
from tests.registry.matching import everything_about
from tests.registry.work import NURSING

pytestmark = pytest.mark.django_db
KEYS = ("a", "b", "c")
SAID = (
    children.JOHN,
    but(children.JOHN, names=(Name("current", "Jon", "", "Smith"),), services=(), caf=None),
    but(children.JOHN, date_of_birth=date(2016, 5, 6), addresses=(Place("current", "3 Elm Row", "", "L18 2AA"),)),
    but(children.JOHN, identifiers={"nhs_number": ("9990000026",)}, settings=(), practice=None),
)
Step = tuple[str, int, int]
MERGE = st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2))
SPLIT = st.tuples(st.just("split"), st.integers(0, 2), st.just(0))
DELIVERY = st.tuples(st.just("deliver"), st.integers(0, 2), st.integers(0, len(SAID) - 1))


@pytest.fixture
def three(pat: Practitioner, now: datetime) -> tuple[UUID, ...]:
    """Three records, of two of which Pat says that she works with the child; she leads on one."""
    made = tuple(children.child(SAID[n], at=now, key=key) for n, key in enumerate(KEYS))
    for child in made[:2]:
        give_reason(child, reason=Reason.PROVIDING, viewer=pat, at=now)
        involvement = record_involvement(child, NURSING, by=pat, at=now)
    name_lead(made[1], involvement, by=pat, at=now)
    flag_caf(made[1], completed_on=date(2025, 1, 8), holder="Pat", by=pat, at=now)
    rebuild(made)
    return made


# The example is rolled back, so the records of the fixture are the same for each.
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(MERGE, SPLIT, DELIVERY), max_size=8))
def test_any_merges_and_splits_with_deliveries_between_restore_the_records(
    steps: Sequence[Step], three: tuple[UUID, ...], now: datetime
) -> None:
    undisturbed = outcome([step for step in steps if step[0] == "deliver"], three, now)
    assert outcome(steps, three, now) == undisturbed


def outcome(steps: Sequence[Step], three: tuple[UUID, ...], now: datetime) -> dict[str, Any]:
    """Everything about the three once all merges are undone, the last one first."""
    with transaction.atomic():
        merges: list[tuple[UUID, UUID, Moved]] = []
        for n, (what, one, other) in enumerate(steps):
            if what == "merge" and are_open(three[one], three[other]):
                merges.append((three[one], three[other], join(three[one], three[other], at=now)))
            elif what == "split" and one < len(merges) and are_open(merges[one][0]):
                part(*merges.pop(one))
            elif what == "deliver":
                later = now + timedelta(days=1 + one + 3 * order(steps, n))
                apply_assertions([Decision(KEYS[one], SAID[other], later, None)], source=children.source(), at=now)
        while merges:
            part(*merges.pop())
        rebuild(three)
        found = everything_about(*three)
        transaction.set_rollback(True)
    return found


def are_open(*who: UUID) -> bool:
    return Child.objects.filter(pk__in=who).exclude(status=Status.CLOSED).count() == len(who)


def order(steps: Sequence[Step], n: int) -> int:
    """Which delivery it is: the same whether or not anything is merged between."""
    return sum(1 for step in steps[:n] if step[0] == "deliver")
