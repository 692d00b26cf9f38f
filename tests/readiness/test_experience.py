"""What early adopters report is answered, grouped and turned into changes, and never read by others (R-LARA-9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.access import Refused
from accounts.granting import NotDone
from accounts.models import Kind, Organisation, Practitioner, Track
from accounts.notices import notices_of
from audit.models import Event
from readiness import answering_experience, evaluating, experiencing, findings, my_work
from readiness.experiencing import NoExperience, Told
from readiness.findings import Changed
from readiness.models import EvaluationClosed, Experience, Finding, Severity
from tests import people
from tests.readiness.returns import director, lead, national

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WORDS = "The page stood still for ten minutes"
SYSTEM = Changed("system", "The page answers within a second")


def early(name: str = "Liverpool", code: str = "341") -> Organisation:
    made = people.organisation(name, code)
    Organisation.objects.filter(pk=made.pk).update(track=Track.EARLY_ADOPTER)
    made.refresh_from_db()
    return made


def pat() -> Practitioner:
    return people.social_worker(where=early())


def told(severity: int = Severity.SLOWED, **more: Any) -> Told:
    return Told(**{"part": "technical", "severity": severity, "process": "Opening a record", "words": WORDS, **more})


def reported(by: Practitioner | None = None, *, severity: int = Severity.SLOWED, days: int = 0) -> Experience:
    return experiencing.report(told(severity), by=by or pat(), at=NOW - timedelta(days=days))


def grouped(*these: Experience) -> Finding:
    nat = national("Nat", at=NOW)
    made = findings.add(title="Pages stand still", found="In the afternoon", by=nat, at=NOW)
    findings.group(made.pk, [one.pk for one in these], by=nat, at=NOW)
    return made


def test_anybody_of_an_early_adopter_reports_and_what_was_typed_is_kept_as_it_was() -> None:
    """R-LARA-9: what, where, severity, which process."""
    one = reported(severity=Severity.HARM)
    kept = Experience.objects.get()
    assert (kept.words, kept.part, kept.severity, kept.process) == (WORDS, "technical", 3, "Opening a record")
    assert kept.organisation == early()
    event = Event.objects.get(verb="experience.reported")
    assert event.facts == {"experience": str(one.pk), "part": "technical", "severity": 3}


def test_a_team_and_a_school_of_an_early_adopter_report_as_a_part_of_it() -> None:
    for number, kind in enumerate((Kind.TEAM, Kind.SUPPLYING_BODY)):
        part = people.organisation("A part", f"P-{number}", kind=kind, parent=early())
        assert reported(people.social_worker(where=part)).organisation == early()


def test_other_tracks_the_national_team_and_who_has_lapsed_are_refused() -> None:
    others = [people.social_worker(where=people.manchester()), national("Nat", at=NOW)]
    for person in [*others, *(people.social_worker(where=early(), lacks=what) for what in ("clearance", "account"))]:
        with pytest.raises(Refused):
            reported(person)
        with pytest.raises(Refused):
            experiencing.reports_to_read(by=person, at=NOW)
    assert not Experience.objects.exists()


def test_a_report_is_read_by_its_author_and_the_leads_of_the_organisation_and_by_no_neighbour() -> None:
    mine = pat()
    one = reported(mine)
    for person in (mine, lead(at=NOW, where=early()), director(at=NOW, where=early())):
        assert experiencing.report_to_read(one.pk, by=person, at=NOW) == one
    for person in (people.teacher(where=early()), director(at=NOW, where=early("Sefton", "343"))):
        with pytest.raises(NoExperience):
            experiencing.report_to_read(one.pk, by=person, at=NOW)


def test_practitioners_are_not_asked_about_shielding() -> None:
    """ux.md 5: only who shields or assesses hears the word."""
    officer = people.person("Sean", "shielding_officer", where=early())
    for person, knows in ((pat(), False), (lead(at=NOW, where=early()), True), (officer, True)):
        assert ("shielding" in dict(experiencing.parts_for(person, at=NOW))) is knows


def test_the_worst_waits_first_and_of_those_the_oldest() -> None:
    mine = pat()
    late, soon = reported(mine, severity=Severity.HARM), reported(mine, severity=Severity.HARM, days=2)
    mild = reported(mine, severity=Severity.NOBODY_HARMED, days=9)
    nat = national("Nat", at=NOW)
    assert list(answering_experience.to_answer(by=nat, at=NOW)) == [soon, late, mild]
    assert ("Experience reports to answer", "/readiness/national/experience", 3) in my_work.waiting_for(nat, at=NOW)
    answering_experience.answer(soon.pk, words="We look", by=nat, at=NOW)
    grouped(late)
    assert list(answering_experience.to_answer(by=nat, at=NOW)) == [mild]


def test_an_answer_is_given_once_and_its_author_is_told() -> None:
    mine, nat = pat(), national("Nat", at=NOW)
    one = reported(mine)
    answering_experience.answer(one.pk, words="We look", by=nat, at=NOW)
    with pytest.raises(NotDone, match="already"):
        answering_experience.answer(one.pk, words="Again", by=nat, at=NOW)
    one.refresh_from_db()
    assert (one.answer, one.answered_by) == ("We look", nat)
    notice = notices_of(mine)[0]
    assert notice.path == f"/readiness/experience/{one.pk}"
    assert "answered" in notice.words
    assert Event.objects.filter(verb="experience.answered").count() == 1


def test_only_the_national_team_answers_groups_and_publishes() -> None:
    one, found = reported(), grouped()
    for person in (pat(), lead(at=NOW, where=early()), director(at=NOW)):
        for act in (
            lambda by: answering_experience.to_answer(by=by, at=NOW),
            lambda by: answering_experience.answer(one.pk, words="Yes", by=by, at=NOW),
            lambda by: findings.add(title="A", found="B", by=by, at=NOW),
            lambda by: findings.group(found.pk, [one.pk], by=by, at=NOW),
            lambda by: findings.say_what_was_done(found.pk, SYSTEM, by=by, at=NOW),
            lambda by: findings.publish(found.pk, by=by, at=NOW),
        ):
            with pytest.raises(Refused):
                act(person)


def test_a_report_stays_under_the_finding_that_was_first() -> None:
    one = reported()
    first, second = grouped(one), grouped(one)
    one.refresh_from_db()
    assert one.finding == first
    assert not second.reports.exists()


@pytest.mark.parametrize(
    "wrong", [Changed("guidance", "It says more", "clearance", 9), Changed("framework", "It asks more", version=99)]
)
def test_a_change_stands_in_a_version_that_is_there(wrong: Changed) -> None:
    found, nat = grouped(), national("Nat", at=NOW)
    with pytest.raises(NotDone, match="version"):
        findings.say_what_was_done(found.pk, wrong, by=nat, at=NOW)
    for right in (Changed("guidance", "It says more", "clearance", 2), Changed("framework", "It asks more", version=1)):
        findings.say_what_was_done(found.pk, right, by=nat, at=NOW)
    assert found.changes.count() == 2


def test_where_something_was_done_nothing_is_not_an_answer() -> None:
    found, nat = grouped(), national("Nat", at=NOW)
    findings.say_what_was_done(found.pk, SYSTEM, by=nat, at=NOW)
    with pytest.raises(NotDone, match="already"):
        findings.say_what_was_done(found.pk, Changed("nothing", "Too dear"), by=nat, at=NOW)


def test_a_finding_is_published_once_with_reports_and_what_was_done() -> None:
    mine, nat = pat(), national("Nat", at=NOW)
    found = grouped(reported(mine))
    with pytest.raises(NotDone, match="what was done"):
        findings.publish(found.pk, by=nat, at=NOW)
    findings.say_what_was_done(found.pk, SYSTEM, by=nat, at=NOW)
    assert list(findings.published(by=mine, at=NOW)) == []
    findings.publish(found.pk, by=nat, at=NOW)
    with pytest.raises(NotDone, match="already"):
        findings.publish(found.pk, by=nat, at=NOW)
    assert list(findings.published(by=mine, at=NOW)) == [found]
    assert [notice.path for notice in notices_of(mine)] == ["/readiness/said-and-done"]
    verbs = ("finding.added", "finding.grouped", "finding.change_recorded", "finding.published")
    assert all(Event.objects.filter(verb=verb).exists() for verb in verbs)


def test_the_evaluation_is_closed_only_when_nothing_is_open() -> None:
    """R-LARA-9: every report is answered or grouped, and every finding says what was done."""
    nat, mine = national("Nat", at=NOW), pat()
    answered, together = reported(mine), reported(mine)
    assert evaluating.missing() == ["Reports that are neither answered nor grouped under a finding: 2"]
    answering_experience.answer(answered.pk, words="We look", by=nat, at=NOW)
    found = grouped(together)
    with pytest.raises(NotDone, match="Findings that do not say what was done: 1"):
        evaluating.close(because="Done", by=nat, at=NOW)
    assert not EvaluationClosed.objects.exists()
    findings.say_what_was_done(found.pk, SYSTEM, by=nat, at=NOW)
    evaluating.close(because="Done", by=nat, at=NOW)
    assert evaluating.evaluation_closed()
    reported(mine)  # also afterwards
    assert Experience.objects.count() == 3
