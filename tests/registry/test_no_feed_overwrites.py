"""Whatever sources say, in whatever order: a correction stands, and a person learns what is said else (R-REC-6)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Practitioner
from registry.assertion import Assertion, CarerSaid, Name, Place
from registry.dispute_words import words_of
from registry.models import (
    Child,
    Item,
    ShieldEvent,
    Source,
)
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.values import Value
from tests.registry import children
from tests.registry.disputes import says
from tests.registry.test_correcting import RIGHT, corrected, open_cases

pytestmark = pytest.mark.django_db
STATEMENTS = st.builds(
    Assertion,
    names=st.sampled_from([(), (Name("current", "John", "", "Smith"),), (Name("current", "Jack", "", "Kane"),)]),
    date_of_birth=st.sampled_from([None, date(2017, 3, 4), date(2016, 1, 1), RIGHT]),
    gender=st.sampled_from(["", "male", "female", "not_specified"]),
    addresses=st.sampled_from([(), (Place("current", "2 Elm Row", "", "L18 1AA"),), (Place("none_known"),)]),
    carers=st.sampled_from([(), (CarerSaid("Ann Smith", "mother"),), (CarerSaid("Bob Kane", "father"),)]),
    withdrawn=st.sampled_from([False, False, False, True]),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["schools", "health", "social"]),
        st.sampled_from(["one", "two"]),
        st.integers(-20, 20),
        STATEMENTS,
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, item=st.sampled_from([Item.BIRTH_DATE, Item.GENDER, Item.ADDRESSES, Item.CARERS, Item.NAMES]))
def test_no_sequence_of_feeds_overwrites_a_correction_silently(
    steps: list[tuple[str, str, int, Assertion, bool]],
    item: Item,
    john: UUID,
    pat: Practitioner,
    dora: Practitioner,
    now: datetime,
) -> None:
    """Whatever sources say, in whatever order and rank, shielded or not between: the value stands, and every
    contradiction that nobody has decided waits for a person exactly once."""
    new: dict[str, Value] = {
        Item.BIRTH_DATE: RIGHT,
        Item.GENDER: "female",
        Item.ADDRESSES: Place("current", "1 Oak Road", "", "L18 2AB"),
        Item.CARERS: CarerSaid("Anne Smith", "mother"),
        Item.NAMES: Name("current", "Jon", "", "Smith"),
    }
    with transaction.atomic():
        corrected(john, item, new[item], pat=pat, dora=dora, at=now)
        before = values(john)[item]
        for number, (code, key, days, said, shield) in enumerate(steps):
            source = children.source(code)
            Source.objects.filter(pk=source.pk).update(precedence={str(item): -number})
            says(john, said, at=now + timedelta(days=days, minutes=number), code=code, key=f"{code}-{key}")
            if shield:
                ShieldEvent.objects.create(child_id=john, shielded=number % 2 == 0, at=now, because="t", by=pat)
                rebuild([john])
            assert values(john)[item] == before
        waiting = [(case.item, words_of(case).said) for case in open_cases()]
        assert len(waiting) == len(set(waiting))
        transaction.set_rollback(True)


def values(child: UUID) -> dict[str, object]:
    row, parts = Child.objects.get(pk=child), parts_of([child])[child]
    return {
        Item.BIRTH_DATE: row.date_of_birth,
        Item.GENDER: row.gender,
        Item.ADDRESSES: [(one.kind, one.lines) for one in parts.addresses],
        Item.CARERS: [one.name for one in parts.carers],
        Item.NAMES: [(one.kind, one.forename, one.surname) for one in parts.names],
    }
