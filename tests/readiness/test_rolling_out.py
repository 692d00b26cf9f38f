"""How does the roll-out stand beside the plan that was announced? (R-ORG-2, S-3, S-5)"""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import load_reference as organisations
from accounts.access import Refused
from accounts.granting import NotDone
from accounts.models import Stage
from accounts.permissions import opened_by
from audit.models import Event
from readiness import evaluating, rolling_out
from readiness import load_reference as plan
from readiness.models import Decision, DecisionKind, Outcome, PlannedPhase
from readiness.rolling_out import NoPhase, slippage
from tests import people
from tests.readiness.returns import accepted, derby, director, lead, national

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PLANNED = date(2009, 5, 1)


@pytest.mark.parametrize(
    ("actual", "today", "words"),
    [
        (date(2009, 5, 18), date(2009, 6, 1), "17 days after the planned day"),
        (date(2009, 5, 2), date(2009, 6, 1), "1 day after the planned day"),
        (PLANNED, date(2009, 6, 1), "On the planned day"),
        (date(2009, 4, 28), date(2009, 6, 1), "3 days before the planned day"),
        (None, date(2009, 6, 1), "No day is recorded, 31 days after the planned day"),
        (None, PLANNED, "Not due yet"),
    ],
)
def test_slippage_is_told_in_words(actual: date | None, today: date, words: str) -> None:
    """R-ORG-2: the dated plan beside what happened."""
    assert slippage(PlannedPhase(planned_on=PLANNED, actual_on=actual), on=today) == words


def test_what_a_stage_opens_is_what_none_before_it_does() -> None:
    assert opened_by(Stage.SHIELDING) == ["Find the area's own children and shield them"]
    assert opened_by(Stage.MANAGEMENT_TEAM) == ["Match, correct and supervise feeds", "Review who looked at records"]
    assert "Search for a child and open the record with a reason" in opened_by(Stage.EARLY_ADOPTER)


def test_the_first_data_set_is_as_far_as_in_june_2009() -> None:
    """R-ORG-2: 17 authorities and two partners, 40 others, and everybody shields."""
    organisations.load(invent_numbers=True)
    plan.load()
    found = rolling_out.progress(by=national("Nat", at=NOW), at=NOW)
    assert [(one.there, one.audience) for one in found] == [(150, 150), (19, 19), (19, 19), (40, 133)]


def test_who_was_let_on_counts_from_the_day_of_the_decision() -> None:
    plan.load()
    area = derby()
    on = accepted(at=NOW, level=4)
    by = {"recommended_by": national("Nat", at=NOW), "decided_by": national("Nina", at=NOW)}
    for days, to in ((9, Stage.SHIELDING), (4, Stage.MANAGEMENT_TEAM), (2, Stage.LIVE)):
        Decision.objects.create(
            organisation=area, kind=DecisionKind.ADVANCE, from_stage=area.stage, to_stage=to, on_return=on,
            met=True, because="Ready", recommended_at=NOW, outcome=Outcome.GRANTED,
            decided_at=NOW - timedelta(days=days), **by,
        )  # fmt: skip
    found = rolling_out.progress(by=lead(at=NOW), at=NOW)
    today = timezone.localdate(NOW)
    assert [list(one.days) for one in found] == [[today - timedelta(days=9)], [], [], [today - timedelta(days=4)]]


def test_the_national_team_records_the_day_and_it_is_in_the_log() -> None:
    plan.load()
    nat, today = national("Nat", at=NOW), timezone.localdate(NOW)
    rolling_out.record_beginning(3, date(2009, 5, 17), by=nat, at=NOW)
    rolling_out.record_beginning(3, date(2009, 5, 18), by=nat, at=NOW)
    assert PlannedPhase.objects.get(phase=3).actual_on == date(2009, 5, 18)
    facts = [event.facts for event in Event.objects.filter(verb="rollout.phase_began").order_by("pk")]
    assert facts[-1] == {"phase": 3, "actual_on": "2009-05-18", "before": "2009-05-17"}
    with pytest.raises(NotDone, match="past"):
        rolling_out.record_beginning(3, today + timedelta(days=1), by=nat, at=NOW)
    with pytest.raises(NoPhase):
        rolling_out.record_beginning(9, today, by=nat, at=NOW)
    with pytest.raises(Refused):
        rolling_out.record_beginning(3, today, by=director(at=NOW), at=NOW)


def client(who: object) -> Client:
    asked = Client()
    people.sign_in(asked, who)  # type: ignore[arg-type]
    return asked


def test_the_page_is_read_by_who_assesses_and_says_whether_the_evaluation_is_closed() -> None:
    """R-LARA-9: no area of the other track goes live before."""
    plan.load()
    nat = national("Nat", at=NOW)
    PlannedPhase.objects.filter(phase=3).update(actual_on=date(2009, 5, 18))
    for who in (nat, lead(at=NOW), director(at=NOW)):
        shown = client(who).get(reverse("view_rollout")).content.decode()
        assert "17 days after the planned day" in shown
        assert "is closed. It is open." in shown
        assert ("Record the day" in shown) is (who == nat)
    evaluating.close(because="Done", by=nat, at=NOW)
    assert "It was closed on" in client(nat).get(reverse("view_rollout")).content.decode()
    assert client(people.social_worker()).get(reverse("view_rollout")).status_code == 403
    assert client(lead(at=NOW)).get(reverse("record_phase", args=[1])).status_code == 403


def test_the_day_is_typed_on_a_page_and_a_day_to_come_is_refused() -> None:
    plan.load()
    asked, where = client(national("Nat", at=NOW)), reverse("record_phase", args=[1])
    wrong = asked.post(where, {"day_day": "1", "day_month": "1", "day_year": str(NOW.year + 2)})
    assert (wrong.status_code, "must be today or in the past" in wrong.content.decode()) == (422, True)
    done = asked.post(where, {"day_day": "20", "day_month": "1", "day_year": "2009"}, follow=True)
    assert "19 days after the planned day" in done.content.decode()
