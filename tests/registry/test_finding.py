"""A search names ten children at most, keeps what was typed sealed, and logs every child named (R-SEARCH-2)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from accounts import roles
from accounts.access import Refused
from accounts.models import Organisation, Practitioner, Stage
from audit.log import words_of
from audit.models import Event
from registry import finding
from registry.assertion import Assertion, Name, Place
from registry.disclosure import NotThere
from registry.models import Child, Item, SearchMade, ShieldEvent, Source, Status
from registry.record import Decision, apply_assertions, rebuild
from registry.search.birth import Birth
from registry.search.criteria import Criteria, read_postcode
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BORN = date(2017, 3, 4)
JON = Criteria(forename="Jon", surname="Smyth", birth=Birth(date(2017, 1, 1), date(2017, 12, 31)))


@pytest.fixture
def liverpool() -> Organisation:
    return people.organisation("Liverpool", "341", stage=Stage.LIVE)


@pytest.fixture
def worker(liverpool: Organisation, monkeypatch: pytest.MonkeyPatch) -> Practitioner:
    """Whose standing is another test's business: here the search is looked at."""
    monkeypatch.setattr("registry.finding.require", lambda *args, **kwargs: None)
    pat = Practitioner.objects.create_user("pat@example.org", organisation=liverpool, forename="Pat", surname="Lee")
    roles.give(pat, "practitioner", liverpool)
    return pat


def child(liverpool: Organisation, *, key: str = "k", forename: str = "John", surname: str = "Smith") -> Child:
    said = Assertion(
        names=(Name("current", forename, "", surname),),
        date_of_birth=BORN,
        addresses=(Place("current", "1 Acacia Road", "Liverpool", "L1 1AA"),),
    )
    source, _ = Source.objects.get_or_create(
        code="schools",
        defaults={"name": "S", "body": liverpool, "legal_basis": "required", "format": "ctf", "asserts": Item.values},
    )
    apply_assertions([Decision(key, said, NOW, None, liverpool.pk)], source=source, at=NOW)
    return Child.objects.get(source_records__key=key)


def search(criteria: Criteria, worker: Practitioner) -> finding.Found:
    return finding.run_search(finding.make_search(criteria, by=worker, at=NOW), by=worker, at=NOW)


def test_a_misspelt_name_with_a_year_finds_the_child_and_says_why(
    liverpool: Organisation, worker: Practitioner
) -> None:
    john = child(liverpool)
    found = search(JON, worker)
    assert [(hit.child, hit.name, hit.postcode_district) for hit in found.hits] == [(john.pk, "John Smith", "L1")]
    assert "Born the same year" in found.hits[0].why
    assert found.criteria == JON


def test_the_number_alone_finds_its_child(liverpool: Organisation, worker: Practitioner) -> None:
    john = child(liverpool)
    spaced = f"{john.number[:3]} {john.number[3:6]} {john.number[6:]}"
    assert [hit.child for hit in search(Criteria(number=spaced), worker).hits] == [john.pk]


def test_the_search_and_each_child_named_are_in_the_log_without_a_word_in_the_clear(
    liverpool: Organisation, worker: Practitioner
) -> None:
    john = child(liverpool)
    search(JON, worker)
    assert list(Event.objects.filter(verb="child.named").values_list("child_number", flat=True)) == [john.number]
    run = Event.objects.get(verb="search.run")
    assert json.loads(words_of(run) or "")["surname"] == "Smyth"
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, '') FROM audit_event e")
        assert "smyth" not in cursor.fetchone()[0].lower()
        cursor.execute("SELECT string_agg(criteria, ''::bytea) FROM registry_searchmade")
        assert b"smyth" not in bytes(cursor.fetchone()[0]).lower()


def test_if_the_log_cannot_be_written_nobody_is_named(
    liverpool: Organisation, worker: Practitioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(liverpool)
    made = finding.make_search(JON, by=worker, at=NOW)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("registry.giving.record", broken)
    with pytest.raises(RuntimeError):
        finding.run_search(made, by=worker, at=NOW)


def test_more_than_ten_are_not_named_and_a_detail_is_asked_for(liverpool: Organisation, worker: Practitioner) -> None:
    for number, forename in enumerate(["John"] * 12):
        child(liverpool, key=f"k{number}", forename=forename)
    found = search(JON, worker)
    assert found.hits == ()
    assert found.too_many
    assert not Event.objects.filter(verb="child.named").exists()


def test_somebody_elses_search_is_not_there(liverpool: Organisation, worker: Practitioner) -> None:
    made = finding.make_search(JON, by=worker, at=NOW)
    other = Practitioner.objects.create_user("kim@example.org", organisation=liverpool, forename="Kim", surname="Roe")
    with pytest.raises(NotThere):
        finding.run_search(made, by=other, at=NOW)
    with pytest.raises(NotThere):
        finding.run_search(made, by=worker, at=NOW + finding.KEPT_FOR)


def test_a_name_alone_is_too_little(worker: Practitioner) -> None:
    with pytest.raises(finding.NotEnough, match="Enter one more detail"):
        finding.make_search(Criteria(forename="John", surname="Smith"), by=worker, at=NOW)


def test_a_trawl_is_stopped_and_recorded(worker: Practitioner) -> None:
    SearchMade.objects.bulk_create(
        SearchMade(practitioner=worker, made_at=NOW, criteria=b"") for _ in range(finding.MOST_SEARCHES)
    )
    with pytest.raises(finding.TooManySearches):
        finding.make_search(JON, by=worker, at=NOW)
    assert Event.objects.get(verb="search.refused").because == "too_many_searches"
    assert finding.make_search(JON, by=worker, at=NOW + finding.WITHIN + timedelta(seconds=1))


def test_a_shielded_child_is_met_by_name_but_by_no_place(liverpool: Organisation, worker: Practitioner) -> None:
    john = child(liverpool)
    ShieldEvent.objects.create(child=john, shielded=True, at=NOW, because="test")
    rebuild([john.pk])
    [hit] = search(JON, worker).hits
    assert (hit.name, hit.postcode_district, hit.other_names) == ("John Smith", "", ())
    by_place = Criteria(forename="John", surname="Smith", postcode=read_postcode("L1 1AA"))
    assert search(by_place, worker).hits == ()


def test_unconfirmed_records_and_areas_that_have_not_begun_are_not_there(
    liverpool: Organisation, worker: Practitioner
) -> None:
    john = child(liverpool)
    Organisation.objects.filter(pk=liverpool.pk).update(stage=Stage.SHIELDING)
    assert search(JON, worker).hits == ()  # the door closes at once, whatever the index says
    Organisation.objects.filter(pk=liverpool.pk).update(stage=Stage.LIVE)
    Child.objects.filter(pk=john.pk).update(status=Status.UNCONFIRMED, made_by=worker)
    rebuild([john.pk])
    assert [one.child for one in search(JON, worker).hits] == [john.pk]
    other = Practitioner.objects.create_user("kim@example.org", organisation=liverpool, forename="Kim", surname="Roe")
    assert search(JON, other).hits == ()
    with pytest.raises(NotThere):
        finding.run_search(finding.make_search(JON, by=worker, at=NOW), by=other, at=NOW)


def test_who_has_no_standing_is_refused(liverpool: Organisation) -> None:
    person = Practitioner.objects.create_user("lee@example.org", organisation=liverpool, forename="Lee", surname="Fox")
    with pytest.raises(Refused):
        finding.make_search(JON, by=person, at=NOW)
