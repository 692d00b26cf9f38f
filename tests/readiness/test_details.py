"""Who answers which part, what could go wrong, when are they ready, what holds from last month? (R-LARA-3)"""

from datetime import date, timedelta

import pytest

from accounts import roles
from accounts.access import Refused
from accounts.models import AccountState, Notice, Practitioner
from accounts.notices import notices_of
from readiness import returning, shown
from readiness.assigning import assign, assigned, colleagues_of
from readiness.carrying_over import can_carry_over, carry_over
from readiness.detailed import details, titles_assigned
from readiness.drafting import save_comment
from readiness.models import Answer, PlannedDate, Return, Risk
from readiness.planning import checks_to_plan, plan, planned
from readiness.returning import Closed, Given, NoReturn
from readiness.risks import RiskGiven, add_risk, change_risk, remove_risk, risk_for
from tests import people
from tests.readiness.returns import NEXT_MONTH, NOW, answered, derby, director, lead, submitted

pytestmark = pytest.mark.django_db
LATE_STAFF = RiskGiven("Two trainers leave", "high", "medium", "Rita Example", "A second team is trained")


def begun(rita: Practitioner) -> Return:
    return returning.begin(by=rita, at=NOW)


def told(person: Practitioner) -> list[str]:
    return [notice.words for notice in notices_of(person)]


# --- Assigning ----------------------------------------------------------------------------------------------


def test_a_colleague_is_assigned_is_told_once_and_stands_in_the_task_list() -> None:
    rita, robin = lead(at=NOW), lead(at=NOW, name="Robin")
    one = begun(rita)
    for _ in range(2):
        assign(one.pk, {"governance": robin.pk, "legal": robin.pk, "audit": rita.pk}, by=rita, at=NOW)
    names = {task.title: task.assigned for task in shown.tasks(one)}
    assert names["Governance and project management"] == "Robin Example"
    assert names["Audit and misuse"] == "Rita Example"
    assert names["Communications"] == ""
    assert told(robin) == ["Rita Example asks you to answer parts of the monthly readiness return. Parts: 2"]
    assert told(rita) == []
    assert titles_assigned(one, to=robin) == [
        "Governance and project management",
        "Legal basis and information sharing",
    ]


def test_a_part_passes_to_another_and_back_to_nobody() -> None:
    rita, robin = lead(at=NOW), lead(at=NOW, name="Robin")
    one = begun(rita)
    assign(one.pk, {"legal": rita.pk, "audit": rita.pk}, by=rita, at=NOW)
    assign(one.pk, {"legal": robin.pk}, by=rita, at=NOW)
    assert assigned(one) == {"legal": robin, "audit": rita}
    assign(one.pk, {"legal": None}, by=rita, at=NOW)
    assert assigned(one) == {"audit": rita}


def test_nobody_is_assigned_who_could_not_answer() -> None:
    rita, dan = lead(at=NOW), director(at=NOW)
    away = people.person("Mo", "readiness_lead", where=people.manchester())
    gone = lead(at=NOW, name="Gus")
    Practitioner.objects.filter(pk=gone.pk).update(account_state=AccountState.SUSPENDED)
    one = begun(rita)
    assert colleagues_of(one) == [rita]
    for stranger in (dan, away, gone):
        with pytest.raises(NoReturn):
            assign(one.pk, {"legal": stranger.pk}, by=rita, at=NOW)
    with pytest.raises(NoReturn):
        assign(one.pk, {"weather": rita.pk}, by=rita, at=NOW)
    with pytest.raises(Refused):
        assign(one.pk, {"legal": rita.pk}, by=dan, at=NOW)
    assert not Notice.objects.exists()


# --- Risks and dates ----------------------------------------------------------------------------------------


def test_a_risk_is_added_changed_and_removed() -> None:
    rita = lead(at=NOW)
    one = begun(rita)
    made = add_risk(one.pk, LATE_STAFF, by=rita, at=NOW)
    change_risk(made.pk, RiskGiven("One trainer leaves", "low", "low", "Robin", "None"), by=rita, at=NOW)
    row = Risk.objects.get()
    assert (row.what, row.likelihood, row.owner) == ("One trainer leaves", "low", "Robin")
    remove_risk(made.pk, by=rita, at=NOW)
    assert not Risk.objects.exists()
    with pytest.raises(NoReturn):
        remove_risk(made.pk, by=rita, at=NOW)


def test_risks_and_dates_of_others_and_of_what_is_submitted_stay_as_they_are() -> None:
    rita, dan = lead(at=NOW), director(at=NOW)
    mo = people.person("Mo", "readiness_lead", where=people.manchester())
    one = answered(by=rita, at=NOW, level=1)
    made = add_risk(one.pk, LATE_STAFF, by=rita, at=NOW)
    for stranger, wrong in ((mo, NoReturn), (dan, Refused)):
        with pytest.raises(wrong):
            risk_for(made.pk, by=stranger, at=NOW)
        with pytest.raises(wrong):
            remove_risk(made.pk, by=stranger, at=NOW)
        with pytest.raises(wrong):
            plan(one.pk, {10: date(2030, 1, 1)}, by=stranger, at=NOW)
    returning.submit(one.pk, by=rita, at=NOW)
    for late in (
        lambda: add_risk(one.pk, LATE_STAFF, by=rita, at=NOW),
        lambda: change_risk(made.pk, LATE_STAFF, by=rita, at=NOW),
        lambda: remove_risk(made.pk, by=rita, at=NOW),
        lambda: plan(one.pk, {10: date(2030, 1, 1)}, by=rita, at=NOW),
        lambda: carry_over(one.pk, by=rita, at=NOW),
        lambda: assign(one.pk, {"legal": rita.pk}, by=rita, at=NOW),
        lambda: save_comment(one.pk, "GOV1", "Late", by=rita, at=NOW),
    ):
        with pytest.raises(Closed):
            late()
    assert Risk.objects.count() == 1


def test_a_date_is_planned_for_each_check_that_is_not_met() -> None:
    rita = lead(at=NOW)
    one = answered(by=rita, at=NOW, level=2)  # half of everything
    open_checks = [check.number for check in checks_to_plan(one)]
    assert open_checks == [check for check in range(1, 11) if check in open_checks]
    assert 1 not in open_checks
    assert open_checks[-1] == 10
    plan(one.pk, {9: date(2030, 1, 1), 10: date(2030, 2, 1)}, by=rita, at=NOW)
    plan(one.pk, {9: None, 10: date(2030, 3, 1)}, by=rita, at=NOW)
    assert planned(one) == {10: date(2030, 3, 1)}
    with pytest.raises(NoReturn):
        plan(one.pk, {1: date(2030, 1, 1)}, by=rita, at=NOW)
    said = details(one, on=date(2030, 3, 2))["planned"]
    assert said[-1] == "RA10, Ready to grant access: 1 March 2030, which is past"
    assert said[0].endswith(": no date is planned")


def test_risks_and_dates_of_last_month_are_taken_over_with_one_press_and_only_once() -> None:
    rita = lead(at=NOW)
    one = answered(by=rita, at=NOW, level=1)
    for minute, what in enumerate(("First", "Second")):
        said = RiskGiven(what, "low", "high", "Rita", "Nothing")
        add_risk(one.pk, said, by=rita, at=NOW + timedelta(minutes=minute))
    plan(one.pk, {1: date(2030, 1, 1), 10: date(2030, 2, 1)}, by=rita, at=NOW)
    returning.submit(one.pk, by=rita, at=NOW)
    following = returning.begin(by=rita, at=NEXT_MONTH)
    for question in returning.questions_of(following):  # and RA1 is met by now
        if question.first_check == 1:
            returning.save(following.pk, question.code, Given(4), by=rita, at=NEXT_MONTH)
    assert can_carry_over(following) == one
    for _ in range(2):
        carry_over(following.pk, by=rita, at=NEXT_MONTH)
    assert [risk.what for risk in following.risks.order_by("added_at", "pk")] == ["First", "Second"]
    assert planned(following) == {10: date(2030, 2, 1)}
    assert PlannedDate.objects.filter(of=one).count() == 2
    assert can_carry_over(following) is None


def test_the_parts_of_colleagues_are_taken_over_where_they_still_complete_returns() -> None:
    rita, rob, gone = lead(at=NOW), lead(at=NOW, name="Rob"), lead(at=NOW, name="Gil")
    one = answered(by=rita, at=NOW)
    assign(one.pk, {"governance": rob.pk, "shielding": gone.pk}, by=rita, at=NOW)
    returning.submit(one.pk, by=rita, at=NOW)
    roles.take(gone, "readiness_lead", gone.organisation)
    following = returning.begin(by=rita, at=NEXT_MONTH)
    assert can_carry_over(following) == one
    told = Notice.objects.filter(practitioner=rob).count()
    carry_over(following.pk, by=rita, at=NEXT_MONTH)
    assert assigned(following) == {"governance": rob}
    assert Notice.objects.filter(practitioner=rob).count() == told + 1
    assert can_carry_over(following) is None


def test_where_last_month_named_nothing_there_is_nothing_to_take_over() -> None:
    submitted(at=NOW)
    rita = lead(at=NEXT_MONTH)
    following = returning.begin(by=rita, at=NEXT_MONTH)
    assert can_carry_over(following) is None
    carry_over(following.pk, by=rita, at=NEXT_MONTH)
    assert not Risk.objects.exists()


# --- What is typed ------------------------------------------------------------------------------------------


def test_a_comment_is_kept_while_it_is_typed_and_the_level_stays() -> None:
    rita = lead(at=NOW)
    one = begun(rita)
    save_comment(one.pk, "GOV1", "Half a sen", by=rita, at=NOW)
    assert Answer.objects.get().level is None
    returning.save(one.pk, "GOV1", Given(3, "A sentence."), by=rita, at=NOW)
    save_comment(one.pk, "GOV1", "A sentence. And", by=rita, at=NOW)
    kept = Answer.objects.get()
    assert (kept.level, kept.comment) == (3, "A sentence. And")
    with pytest.raises(NoReturn):
        save_comment(one.pk, "XXX1", "Nothing asks this", by=rita, at=NOW)


def test_last_months_return_can_still_be_begun_but_no_older_one() -> None:
    rita = lead(at=NOW)
    this, last = returning.months_to_begin(at=NOW)
    assert returning.begin(by=rita, at=NOW, month=last).month == last
    with pytest.raises(NoReturn):
        returning.begin(by=rita, at=NOW, month=date(2009, 1, 1))
    assert {row.month for row in Return.objects.filter(organisation=derby())} == {last}
    assert this == returning.month_of(NOW)
