"""No sequence of acts leaves a record with no responsible authority, or with two (R-REC-4)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import moves
from registry.assertion import Place, but
from registry.disclosure import NotThere
from registry.models import Child, Move, MoveState, PostcodeDistrict
from tests import people
from tests.registry import children
from tests.registry.children import JOHN
from tests.registry.disputes import says

pytestmark = pytest.mark.django_db
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "accept", "decline", "feed", "shield"]),
        st.integers(0, 5),
        st.integers(0, 2),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_acts_leaves_a_record_with_no_authority_or_two(
    steps: list[tuple[str, int, int]], john: UUID, now: datetime
) -> None:
    """The one that is responsible is the one that accepted last, and at most one move waits."""
    with transaction.atomic():
        areas = [people.liverpool(), people.manchester(), people.organisation("Wigan", "359")]
        districts = ("L18", "M1", "WN1")
        for area, code in zip(areas, districts, strict=True):
            PostcodeDistrict.objects.get_or_create(district=code, defaults={"authority": area})
        officers = [people.person(f"O{n}", "data_officer", where=areas[n % 3]) for n in range(6)]
        team = [people.person(f"S{n}", "shielding_officer", where=areas[n % 3]) for n in range(6)]
        responsible, hidden = areas[0], False
        for number, (act, who, where) in enumerate(steps):
            by, at = (team if hidden else officers)[who], now + timedelta(minutes=number)
            waits = Move.objects.filter(state=MoveState.PROPOSED).first()
            try:
                with transaction.atomic():
                    if act == "propose":
                        moves.propose(john, to=areas[where].pk, because="Why", by=by, at=at)
                    elif act == "feed":
                        place = Place("current", f"{number} Road", "", f"{districts[where]} {number % 9}AB")
                        says(john, but(JOHN, addresses=(place,)), at=at, code="health")
                    elif act == "shield" and not hidden:
                        children.shield(john, at=at)
                        hidden = True
                    elif act == "accept" and waits:
                        moves.accept(waits.pk, by=by, at=at)
                        responsible = waits.to
                        assert by.organisation == responsible
                    elif act == "decline" and waits:
                        moves.decline(waits.pk, because="No", by=by, at=at)
            except (NotThere, moves.NotTheSecond, moves.WaitsAlready, moves.Elsewhere):
                pass
            assert Child.objects.get(pk=john).responsible_authority == responsible
            assert Move.objects.filter(child=john, state=MoveState.PROPOSED).count() <= 1
        transaction.set_rollback(True)
