"""Can every child be compared with every row of a delivery? (registry.matching.rows)"""

from datetime import datetime, timedelta
from uuid import UUID

from registry.assertion import but
from registry.known import known
from registry.matching.party import COLUMNS
from registry.models import MatchRow
from registry.record import Decision, apply_assertions
from tests.registry import children


def test_a_child_is_described_by_everything_that_is_compared() -> None:
    """R-FEED-5: a comparison that looked at a column the children do not have would stop every delivery."""
    assert {field.name for field in MatchRow._meta.concrete_fields} == {"id", "child_id", *COLUMNS}


def test_the_number_of_now_is_the_one_that_was_said_last(john: UUID, now: datetime) -> None:
    """R-FEED-5: a child given a new number is not taken for another because of the old one."""
    newer = but(children.JOHN, identifiers={"upn": ("Z999999999992",), "nhs_number": ("9990000018",)})
    said = Decision("newer", newer, now + timedelta(days=1), john)
    apply_assertions([said], source=children.source("schools-2", "Other schools"), at=now + timedelta(days=1))

    assert set(MatchRow.objects.filter(child_id=john).values_list("upn", flat=True)) == {"Z999999999992"}
    assert {party.upn for party in known([john])[john].parties} == {"Z999999999992"}
