"""Who lets an organisation on, on what figures, and who takes it back? (R-LARA-4, R-LARA-5, R-LARA-9)"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Refused, may
from accounts.models import Kind, Organisation, Stage
from contactpoint.jobs.models import Job
from readiness import appealing, conditions, deciding, evaluating, moderating
from readiness.deciding import Bound, NoDecision, NotDecided
from readiness.in_force import framework
from readiness.models import Appeal, Condition, Decision, Outcome, Return, Verdict
from readiness.standing import Judged, earlier_stages, next_stage, standing
from tests import people
from tests.readiness.returns import ALL_MET, NEXT_MONTH, NOW, accepted, derby, director, lead, national, signed

pytestmark = pytest.mark.django_db


def at(stage: Stage, **more: Any) -> Organisation:
    area = derby()
    Organisation.objects.filter(pk=area.pk).update(stage=stage, **more)
    return Organisation.objects.get(pk=area.pk)


def stage() -> str:
    return derby().stage


def recommended(area: Organisation, **more: Any) -> Decision:
    return deciding.recommend(area.pk, because="Ready", judged=ALL_MET, by=national("Nat", at=NOW), at=NOW, **more)


def granted(area: Organisation, **more: Any) -> Decision:
    made = recommended(area, **more)
    deciding.decide(made.pk, granted=True, because="Yes", by=national("Nina", at=NOW), at=NOW)
    return Decision.objects.get(pk=made.pk)


def test_one_recommends_and_another_decides() -> None:
    area, nat = at(Stage.PREPARING), national("Nat", at=NOW)
    accepted(at=NOW, level=4)
    made = deciding.recommend(area.pk, because="Ready", judged=ALL_MET, by=nat, at=NOW)
    assert stage() == Stage.PREPARING  # recommended is not decided
    with pytest.raises(NotDecided, match="another person decides"):
        deciding.decide(made.pk, granted=True, because="Yes", by=nat, at=NOW)
    deciding.decide(made.pk, granted=True, because="Yes", by=national("Nina", at=NOW), at=NOW)
    assert stage() == Stage.SHIELDING
    with pytest.raises(NotDecided, match="already"):
        deciding.decide(made.pk, granted=False, because="No", by=national("Ned", at=NOW), at=NOW)


def test_the_figures_are_frozen_beside_the_decision() -> None:
    area = at(Stage.PREPARING)
    one = accepted(at=NOW, level=4)
    made = granted(area)
    one.answers.update(level=0)
    figures = Decision.objects.get(pk=made.pk).figures
    assert [check["percent"] for check in figures] == [100] * 10
    assert figures[0]["themes"][0] == {
        "theme": "Governance and project management",
        "percent": 100,
        "threshold": 50,
        "met": True,
    }


def test_only_an_accepted_return_counts() -> None:
    area = at(Stage.PREPARING)
    signed(at=NOW, level=4)
    with pytest.raises(NotDecided, match="no accepted return"):
        recommended(area)


def test_below_a_threshold_nothing_moves_without_a_reason_that_stays() -> None:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=1)
    with pytest.raises(NotDecided, match="below a threshold"):
        recommended(area)
    made = granted(area, against_because="The Secretary of State asked for it")
    assert stage() == Stage.SHIELDING
    assert (made.met, made.against_because) == (False, "The Secretary of State asked for it")


def test_the_database_keeps_no_advance_against_the_figures_without_a_reason() -> None:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=4)
    made = recommended(area)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(met=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(
            outcome=Outcome.GRANTED, decided_by=made.recommended_by, decided_at=NOW
        )


def test_a_stage_needs_every_check_up_to_its_own() -> None:
    """All answers at 3 reach 75%: RA8 needs 80% of shielding (framework_1.toml)."""
    area = at(Stage.SHIELDING)
    accepted(at=NOW, level=3)
    stands = standing(area, on=Return.objects.get())
    assert (stands.stage, stands.met) == (Stage.MANAGEMENT_TEAM, False)
    area = at(Stage.PREPARING)
    stands = standing(area, on=Return.objects.get())
    assert (stands.stage, stands.met) == (Stage.SHIELDING, True)


def test_every_check_that_the_stage_needs_is_judged() -> None:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=4)
    nat = national("Nat", at=NOW)
    with pytest.raises(NotDecided, match="Say of each check"):
        deciding.recommend(area.pk, because="Ready", judged={}, by=nat, at=NOW)
    short = ALL_MET | {1: Judged(Verdict.NOT_MET, "No deputy")}
    with pytest.raises(NotDecided, match="judged a check not met"):
        deciding.recommend(area.pk, because="Ready", judged=short, by=nat, at=NOW)
    made = deciding.recommend(area.pk, because="Ready", judged=short, against_because="Now", by=nat, at=NOW)
    assert (made.met, made.against_because) == (True, "Now")
    assert [made.figures[0][name] for name in ("judged", "note")] == ["Not met", "No deputy"]
    assert "judged" not in made.figures[-1] or made.figures[-1]["judged"] == "Met"


def test_what_was_accepted_since_is_decided_anew() -> None:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=4)
    made = recommended(area)
    accepted(at=NEXT_MONTH, level=0)
    with pytest.raises(NotDecided, match="newer return"):
        deciding.decide(made.pk, granted=True, because="Yes", by=national("Nina", at=NOW), at=NOW)
    deciding.decide(made.pk, granted=False, because="Old", by=national("Nina", at=NOW), at=NOW)
    assert stage() == Stage.PREPARING


def test_no_reason_opens_another_area_before_the_evaluation_is_closed() -> None:
    area = at(Stage.MANAGEMENT_TEAM)
    accepted(at=NOW, level=4)
    for more in ({}, {"against_because": "In a hurry"}):
        with pytest.raises(NotDecided, match="evaluation"):
            recommended(area, **more)
    evaluating.close(because="They found what they need", by=national("Nat", at=NOW), at=NOW)
    granted(area)
    assert stage() == Stage.LIVE


def test_early_adopters_go_live_before_the_evaluation() -> None:
    area = at(Stage.EARLY_ADOPTER, track="early_adopter")
    accepted(at=NOW, level=4)
    granted(area)
    assert stage() == Stage.LIVE


def test_after_the_last_stage_nothing_is_recommended() -> None:
    area = at(Stage.LIVE)
    accepted(at=NOW, level=4)
    with pytest.raises(NotDecided, match="last stage"):
        recommended(area)


def test_a_decision_opens_on_the_next_request_and_a_withdrawal_closes() -> None:
    """R-LARA-5: asked of the one place that answers who may."""
    area = at(Stage.MANAGEMENT_TEAM, track="early_adopter")
    accepted(at=NOW, level=4)
    pat = people.social_worker(where=area)
    assert not may(pat, "search_children", area, at=NOW)
    granted(area)
    pat = type(pat).objects.get(pk=pat.pk)
    assert may(pat, "search_children", pat.organisation, at=NOW)
    deciding.withdraw(
        area.pk, to=Stage.MANAGEMENT_TEAM, because="Laptops left open", by=national("Nat", at=NOW), at=NOW
    )
    pat = type(pat).objects.get(pk=pat.pk)
    assert not may(pat, "search_children", pat.organisation, at=NOW)


def test_teams_move_with_their_authority_and_search_follows() -> None:
    area = at(Stage.PREPARING)
    team = people.organisation("Duty team", "T-831", kind=Kind.TEAM, stage=Stage.PREPARING, parent=area)
    accepted(at=NOW, level=4)
    granted(area)
    team.refresh_from_db()
    assert team.stage == Stage.SHIELDING
    assert Job.objects.filter(name="registry.file_area", arguments__area=str(area.pk)).exists()


def test_who_waited_for_room_gets_in_when_the_cap_goes() -> None:
    """R-ORG-2: the cap is the early adopters' alone."""
    area = at(Stage.EARLY_ADOPTER, track="early_adopter")
    accepted(at=NOW, level=4)
    waiting = people.social_worker(where=area, lacks="invited")
    granted(area)
    waiting.refresh_from_db()
    assert waiting.is_active


def test_back_is_back() -> None:
    area, nat = at(Stage.SHIELDING), national("Nat", at=NOW)
    for to in (Stage.SHIELDING, Stage.LIVE):
        with pytest.raises(NotDecided, match="before"):
            deciding.withdraw(area.pk, to=to, because="No", by=nat, at=NOW)


def test_a_stage_that_the_track_leaves_out_can_be_left_as_well() -> None:
    """Whoever was an early adopter before the area came to the other track."""
    area = at(Stage.EARLY_ADOPTER)
    asks = framework(1)
    assert next_stage(asks, area) == Stage.LIVE
    assert earlier_stages(asks, area) == [Stage.PREPARING, Stage.SHIELDING, Stage.MANAGEMENT_TEAM]


def test_conditions_are_met_or_fall_due() -> None:
    area, today = at(Stage.PREPARING), timezone.localdate(NOW)
    accepted(at=NOW, level=4)
    made = granted(area, conditions=[Bound("Train the deputies", today + timedelta(days=10))])
    assert not conditions.overdue_conditions(on=today)
    late = today + timedelta(days=11)
    (due,) = conditions.overdue_conditions(on=late)
    assert due.of == made
    conditions.meet(due.pk, by=national("Nat", at=NOW), at=NOW)
    assert not conditions.overdue_conditions(on=late)
    with pytest.raises(Refused):
        conditions.meet(Condition.objects.get().pk, by=lead(at=NOW), at=NOW)


def test_an_organisation_reads_what_was_decided_about_itself_alone() -> None:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=4)
    made = recommended(area)
    for early in (lead(at=NOW), director(at=NOW)):
        with pytest.raises(NoDecision):  # not decided yet
            deciding.decision_for(made.pk, by=early, at=NOW)
    deciding.decide(made.pk, granted=True, because="Yes", by=national("Nina", at=NOW), at=NOW)
    assert deciding.decision_for(made.pk, by=lead(at=NOW), at=NOW) == made
    away = people.person("Nora", "director", where=people.manchester(), at=NOW)
    with pytest.raises(NoDecision):
        deciding.decision_for(made.pk, by=away, at=NOW)
    with pytest.raises(Refused):
        deciding.decision_for(made.pk, by=people.social_worker(), at=NOW)


def test_what_went_against_it_is_appealed_once_and_answered_by_somebody_else() -> None:
    area, nat = at(Stage.SHIELDING), national("Nat", at=NOW)
    made = deciding.withdraw(area.pk, to=Stage.PREPARING, because="Unsafe", by=nat, at=NOW)
    dan = director(at=NOW)
    with pytest.raises(Refused):
        appealing.appeal(made.pk, words="It was put right", by=lead(at=NOW), at=NOW)
    appealing.appeal(made.pk, words="It was put right", by=dan, at=NOW)
    with pytest.raises(NotDecided, match="appealed"):
        appealing.appeal(made.pk, words="Again", by=dan, at=NOW)
    with pytest.raises(NotDecided, match="another person answers"):
        appealing.answer(made.pk, upheld=False, words="No", by=nat, at=NOW)
    appealing.answer(made.pk, upheld=True, words="It was", by=national("Nina", at=NOW), at=NOW)
    assert Appeal.objects.get().upheld
    assert stage() == Stage.PREPARING  # two persons move it again
    assert not appealing.to_answer(by=nat, at=NOW)


def test_what_went_its_way_is_not_appealed() -> None:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=4)
    made = granted(area)
    with pytest.raises(NotDecided):
        appealing.appeal(made.pk, words="Why?", by=director(at=NOW), at=NOW)


def test_nobody_of_an_area_decides() -> None:
    area, dan = at(Stage.PREPARING), director(at=NOW)
    accepted(at=NOW, level=4)
    with pytest.raises(Refused):
        deciding.recommend(area.pk, because="Ready", judged=ALL_MET, by=dan, at=NOW)
    made = recommended(area)
    Decision.objects.filter(pk=made.pk)
    with pytest.raises(Refused):
        deciding.withdraw(area.pk, to=Stage.PREPARING, because="No", by=dan, at=NOW)
    with pytest.raises(NoDecision):
        deciding.decide(made.pk, granted=True, because="Yes", by=dan, at=NOW)
    with pytest.raises(Refused):
        evaluating.close(because="Done", by=dan, at=NOW)
    assert moderating.decides(national("Nat", at=NOW), at=NOW)
    assert not moderating.decides(dan, at=NOW)
