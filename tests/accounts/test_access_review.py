"""The four-monthly access review: opened by the night, answered by others, signed off when complete (R-USER-5)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import access_review, reviewing
from accounts.access import NotYours, Refused
from accounts.access_review import confirm, open_due, remind, reminder_day, sign_off, withdraw
from accounts.granting import NotDone, give_role
from accounts.models import AccessReview, AccessReviewAnswer, AccountState, Kind, Practitioner
from accounts.scope import OwnAccount
from tests import people
from tests.accounts.conftest import Clock
from tests.accounts.signing_in import last_event, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(clock: Clock) -> Practitioner:
    people.person("Abe", "account_administrator", at=clock.at)
    people.person("Abi", "account_administrator", at=clock.at)
    return people.person("Ada", "account_administrator", at=clock.at)


@pytest.fixture
def pat(clock: Clock) -> Practitioner:
    return people.social_worker(at=clock.at)


@pytest.fixture
def review(clock: Clock, ada: Practitioner, pat: Practitioner) -> AccessReview:
    """Four months have gone by, and everybody was seen yesterday."""
    clock.set("2009-10-03T02:00:00+01:00")
    Practitioner.objects.update(last_used_at=clock.at - timedelta(days=1))
    assert open_due(at=clock.at) == 1
    return AccessReview.objects.get()


def test_a_review_opens_four_months_after_the_first_account_and_every_four_months_then(
    clock: Clock, ada: Practitioner
) -> None:
    clock.set("2009-10-02T23:59:00+01:00")
    assert open_due(at=clock.at) == 0
    clock.set("2009-10-03T00:00:00+01:00")
    assert open_due(at=clock.at) == 1
    assert open_due(at=clock.at) == 0
    clock.set("2010-02-02T23:59:00+00:00")
    assert open_due(at=clock.at) == 0
    clock.set("2011-05-05T02:00:00+01:00")  # after a year without nights: one, not four
    assert open_due(at=clock.at) == 1
    assert AccessReview.objects.count() == 2
    assert last_event("access_review.opened").source == "nightly"


def test_each_organisation_with_accounts_has_its_own_and_none_opens_without(clock: Clock, ada: Practitioner) -> None:
    people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    gone = people.person("Gone", "partner_administrator", where=people.barnardos(), at=clock.at)
    Practitioner.objects.filter(pk=gone.pk).update(account_state=AccountState.CLOSED)
    clock.set("2009-10-03T02:00:00+01:00")
    assert open_due(at=clock.at) == 2
    assert set(AccessReview.objects.values_list("organisation__name", flat=True)) == {"Liverpool", "Manchester"}


def test_a_review_that_nobody_finished_ends_with_what_was_missed(clock: Clock, review: AccessReview) -> None:
    clock.set("2010-02-03T02:00:00+00:00")
    assert open_due(at=clock.at) == 1
    review.refresh_from_db()
    assert (review.closed_by, review.left_open) == (None, 4)


def test_administrators_are_told_when_it_opens(review: AccessReview, ada: Practitioner) -> None:
    assert ada.notices.get().kind == "access_review_opened"
    assert ada.notices.get().path == f"/access-review/{review.pk}"


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2009-10-23", None),
        ("2009-10-24", "2009-10-24"),
        ("2009-10-31", "2009-10-24"),
        ("2009-11-01", "2009-11-01"),
        ("2009-11-07", "2009-11-01"),
        ("2009-11-08", "2009-11-08"),
    ],
)
def test_it_is_told_of_a_week_before_the_last_day_and_each_week_after(on: str, day: str | None) -> None:
    told = reminder_day(date(2009, 10, 31), on=date.fromisoformat(on))
    assert (told.isoformat() if told else None) == day


def test_reminders_are_sent_once_and_caught_up(clock: Clock, review: AccessReview, ada: Practitioner) -> None:
    assert review.due_on == date(2009, 10, 31)
    assert remind(at=clock.at) == 0
    clock.set("2009-10-26T02:00:00+00:00")  # the night of the 24th did not run
    assert [remind(at=clock.at), remind(at=clock.at)] == [1, 0]
    clock.set("2009-11-20T02:00:00+00:00")
    assert [remind(at=clock.at), remind(at=clock.at)] == [1, 0]
    kinds = list(ada.notices.order_by("at").values_list("kind", flat=True))
    assert kinds == ["access_review_opened", "access_review_due", "access_review_overdue"]


def test_several_are_confirmed_at_once_and_nobody_twice(
    clock: Clock, review: AccessReview, ada: Practitioner, pat: Practitioner
) -> None:
    abe = Practitioner.objects.get(forename="Abe")
    assert confirm(review.pk, [pat.pk, abe.pk], by=ada, at=clock.at) == 2
    assert confirm(review.pk, [pat.pk], by=ada, at=clock.at) == 0
    assert verbs(ada).count("access_review.confirmed") == 2
    with pytest.raises(NotDone, match="answered for already"):
        withdraw(review.pk, pat.pk, by=ada, at=clock.at)


def test_nobody_answers_for_the_own_account(clock: Clock, review: AccessReview, ada: Practitioner) -> None:
    with pytest.raises(OwnAccount):
        confirm(review.pk, [ada.pk], by=ada, at=clock.at)
    with pytest.raises(OwnAccount):
        withdraw(review.pk, ada.pk, by=ada, at=clock.at)
    with pytest.raises(IntegrityError, match="nobody_answers_for_themselves"), transaction.atomic():
        AccessReviewAnswer.objects.create(review=review, practitioner=ada, answer="confirmed", by=ada, at=clock.at)


def test_an_answer_is_never_changed(clock: Clock, review: AccessReview, ada: Practitioner, pat: Practitioner) -> None:
    confirm(review.pk, [pat.pk], by=ada, at=clock.at)
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        AccessReviewAnswer.objects.update(answer="withdrawn")


def test_a_withdrawn_account_closes(clock: Clock, review: AccessReview, ada: Practitioner, pat: Practitioner) -> None:
    withdraw(review.pk, pat.pk, by=ada, at=clock.at)
    pat.refresh_from_db()
    assert pat.account_state == AccountState.CLOSED
    assert pat.state_changes.latest("at").because == "not_confirmed"
    assert review.answers.get().answer == "withdrawn"
    assert not access_review.left_in(review).filter(pk=pat.pk).exists()


def test_the_review_cannot_take_the_last_administrator_but_one(clock: Clock, review: AccessReview) -> None:
    abe, abi, ada = Practitioner.objects.filter(forename__startswith="A").order_by("forename")
    withdraw(review.pk, abi.pk, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="must keep 2"):
        withdraw(review.pk, abe.pk, by=ada, at=clock.at)
    assert review.answers.count() == 1


def test_a_neighbours_administrator_finds_no_review_here(clock: Clock, review: AccessReview, pat: Practitioner) -> None:
    mona = people.person("Mona", "account_administrator", where=people.manchester(), at=clock.at)
    with pytest.raises(NotYours):
        confirm(review.pk, [pat.pk], by=mona, at=clock.at)
    with pytest.raises(Refused):
        sign_off(review.pk, by=pat, at=clock.at)


def test_a_delegated_administrator_answers_for_the_practitioners_of_the_team_and_never_signs_off(
    clock: Clock, review: AccessReview, ada: Practitioner, pat: Practitioner
) -> None:
    duty = people.organisation("Duty team", "T1", kind=Kind.TEAM, parent=people.liverpool())
    dee = people.person("Dee", "readiness_lead", at=clock.at)
    give_role(dee.pk, "account_administrator", duty.pk, by=ada, at=clock.at)
    Practitioner.objects.filter(forename__in=["Pat", "Abe"]).update(team=duty)
    shown = {one.person.forename: one.why_not for one in reviewing.asked_in(review, by=dee, at=clock.at)}
    assert shown == {"Pat": "", "Abe": reviewing.WHOLE}
    assert confirm(review.pk, [pat.pk], by=dee, at=clock.at) == 1
    with pytest.raises(NotYours):
        confirm(review.pk, [Practitioner.objects.get(forename="Abi").pk], by=dee, at=clock.at)
    with pytest.raises(Refused):
        sign_off(review.pk, by=dee, at=clock.at)


def test_it_is_signed_off_when_everybody_is_answered_for(
    clock: Clock, review: AccessReview, ada: Practitioner, pat: Practitioner
) -> None:
    people.person("Wilma", "practitioner", at=clock.at)
    Practitioner.objects.filter(forename="Wilma").update(invited_at=clock.at + timedelta(days=1))  # asked next time
    abe = Practitioner.objects.get(forename="Abe")
    others = Practitioner.objects.exclude(forename__in=["Ada", "Wilma"]).values_list("pk", flat=True)
    confirm(review.pk, others, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="still to be answered for: 1"):
        sign_off(review.pk, by=ada, at=clock.at)
    confirm(review.pk, [ada.pk], by=abe, at=clock.at)
    sign_off(review.pk, by=ada, at=clock.at)
    with pytest.raises(NotDone, match="over"):
        confirm(review.pk, [pat.pk], by=ada, at=clock.at)
    shown = reviewing.progress_of(review.pk, by=ada, at=clock.at)
    assert (shown.answered, shown.asked, shown.review.closed_by) == (4, 4, ada)


def test_the_pages_confirm_those_who_are_selected_after_showing_them_again(
    client: Client, clock: Clock, review: AccessReview, ada: Practitioner, pat: Practitioner
) -> None:
    people.sign_in(client, ada)
    where = f"/access-review/{review.pk}"
    page = client.get(where).content.decode()
    assert "Pat Example" in page
    assert reviewing.OWN in page
    nobody = client.post(f"{where}/confirm", {})
    assert (nobody.status_code, "Select at least one person" in nobody.content.decode()) == (422, True)
    assert client.post(f"{where}/confirm", {"people": [str(ada.pk)], "sure": "yes"}).status_code == 422
    assert client.post(f"{where}/confirm", {"people": [str(pat.pk)]}).status_code == 200
    assert review.answers.count() == 0
    assert client.post(f"{where}/confirm", {"people": [str(pat.pk)], "sure": "yes"}).status_code == 303
    assert review.answers.get().practitioner == pat
    assert client.post(f"{where}/sign-off").status_code == 422
    abe = Practitioner.objects.get(forename="Abe")
    assert client.post(f"{where}/withdraw/{abe.pk}").status_code == 303
    abe.refresh_from_db()
    assert abe.account_state == AccountState.CLOSED


def test_an_overdue_review_says_so(client: Client, clock: Clock, review: AccessReview, ada: Practitioner) -> None:
    people.sign_in(client, ada)
    assert "Overdue" not in client.get("/access-review").content.decode()
    clock.set("2009-11-01T00:00:00+00:00")
    people.sign_in(client, ada)
    assert "Overdue: it was due on 31 October 2009" in client.get("/access-review").content.decode()


def test_the_list_takes_as_many_queries_for_fifty_as_for_five(
    client: Client, clock: Clock, review: AccessReview, ada: Practitioner
) -> None:
    people.sign_in(client, ada)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/access-review/{review.pk}")
        return len(asked)

    queries()
    few = queries()
    early: datetime = review.opened_at - timedelta(days=1)
    for number in range(20):
        people.person(f"Nina{number}", "practitioner", at=clock.at)
    Practitioner.objects.filter(forename__startswith="Nina").update(invited_at=early)
    assert queries() == few


def test_whoever_administers_nobody_is_refused(client: Client, clock: Clock, review: Any, pat: Practitioner) -> None:
    people.sign_in(client, pat)
    assert client.get("/access-review").status_code == 403
