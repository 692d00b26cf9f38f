"""Do the dated rules run once a night, catch up, and not hinder each other? (R-USER-8, SEC-35)"""

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Attempt, Clearance, Message, Secret
from audit.models import Event
from contactpoint import nightly
from contactpoint.celery import app
from contactpoint.jobs import queue
from contactpoint.jobs.models import Job, State
from tests import people

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def run(*arguments: str) -> str:
    call_command("nightly", *arguments, stdout=(said := StringIO()))
    return said.getvalue()


def counts(at: datetime) -> dict[str, int]:
    outcomes = nightly.run_rules(at=at)
    assert [one.failed for one in outcomes] == [""] * len(nightly.RULES)
    return {one.rule.name: one.count for one in outcomes}


def nightly_jobs() -> list[str]:
    """The rules that were promised for a night, in their order."""
    hourly = [rule.name for rule in nightly.RULES if rule.hourly]
    promised = Job.objects.exclude(arguments__rule__in=hourly).values_list("arguments__rule", flat=True)
    order = [rule.name for rule in nightly.RULES]
    return sorted(promised, key=order.index)


def broken(*, at: datetime) -> int:
    raise ValueError("John Smith of 12 Hidden Lane")


def test_it_says_in_words_what_each_rule_did_and_does_nothing_twice() -> None:
    pat = people.social_worker()
    Clearance.objects.filter(practitioner=pat).update(issued_on=timezone.localdate() - timedelta(days=3 * 365 - 20))
    assert "Reminded 1 person that their clearance ends\n" in run()
    assert "Reminded 0 people that their clearance ends\n" in run()
    assert Message.objects.count() == 1
    event = Event.objects.filter(verb="nightly.done", because="remind_of_clearances").earliest("id")
    assert (event.source, event.facts) == ("nightly", {"count": 1})


def test_as_json_it_names_every_rule_with_its_count() -> None:
    found = json.loads(run("--json"))["rules"]
    assert [one["name"] for one in found] == [rule.name for rule in nightly.RULES]
    assert {one["failed"] for one in found} == {""}


def test_a_rule_that_fails_stops_no_other_and_the_exit_status_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = nightly.Rule("bad", broken, "", "")
    monkeypatch.setattr(nightly, "RULES", (bad, *nightly.RULES))
    Attempt.objects.create(secret=Secret.CODE, account=b"1", at=timezone.now() - timedelta(days=2))
    said = StringIO()
    with pytest.raises(CommandError, match=r"^Failed: bad$"):
        call_command("nightly", stdout=said)
    assert "bad failed: ValueError\n" in said.getvalue()
    assert "Forgot 1 old guess at a password\n" in said.getvalue()
    assert "Hidden Lane" not in said.getvalue() + caplog.text


def test_each_rule_is_promised_once_a_day_however_many_beats_ask() -> None:
    for minutes in (0, 0, 15, 600):
        nightly.promise_tonight(at=AT + timedelta(minutes=minutes))
    assert nightly_jobs() == [rule.name for rule in nightly.RULES if not rule.hourly]
    nightly.promise_tonight(at=AT + timedelta(days=1))
    assert len(nightly_jobs()) == 2 * len([rule for rule in nightly.RULES if not rule.hourly])


def test_what_may_not_lie_about_until_the_night_goes_each_hour() -> None:
    """Forms that came too late hold what was typed about a child."""
    for minutes in (0, 15, 59, 60):
        nightly.promise_tonight(at=AT.replace(hour=0) + timedelta(minutes=minutes))
    hourly = [rule.name for rule in nightly.RULES if rule.hourly]
    assert {"forget_kept_answers", "tell_of_unconfirmed_shields"} <= set(hourly)  # R-SHIELD-4
    assert list(Job.objects.values_list("arguments__rule", flat=True)) == hourly * 2


def test_nothing_is_promised_before_two_in_london_and_late_is_better_than_never() -> None:
    summer = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
    nightly.promise_tonight(at=summer - timedelta(seconds=1))
    assert nightly_jobs() == []
    nightly.promise_tonight(at=summer)
    assert Job.objects.filter(slot="nightly:2026-07-01:forget_guesses").exists()
    nightly.promise_tonight(at=datetime(2026, 7, 2, 20, 0, tzinfo=UTC))
    assert Job.objects.filter(slot="nightly:2026-07-02:forget_guesses").exists()


def test_workers_do_what_was_promised() -> None:
    nightly.promise_tonight(at=AT)
    assert queue.run_due(at=AT) == len(nightly.RULES)
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    assert Event.objects.filter(verb="nightly.done").count() == len(nightly.RULES)


def test_beat_asks_for_tasks_that_there_are() -> None:
    import_module("contactpoint.tasks")
    import_module("contactpoint.jobs.tasks")
    import_module("audit.tasks")
    import_module("feeds.tasks")
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_what_is_of_no_use_any_more_is_forgotten_and_the_rest_kept() -> None:
    day = timedelta(days=1)
    for age in (day, day + timedelta(minutes=1)):
        Attempt.objects.create(secret=Secret.CODE, account=b"1", at=AT - age)
        Session.objects.create(session_key=f"s{age.seconds}", session_data="", expire_date=AT + day - age)
        for state in (State.DONE, State.DEAD):
            Job.objects.create(name="x", state=state, due_at=AT, finished_at=AT - 29 * day - age)
    done = counts(AT)
    assert (done["forget_guesses"], done["forget_sessions"], done["forget_jobs"]) == (1, 1, 1)
    assert (Attempt.objects.count(), Session.objects.count(), Job.objects.count()) == (1, 1, 3)
    assert {name: count for name, count in counts(AT).items() if count} == {}
