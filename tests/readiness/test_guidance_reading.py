"""Who has read which version, and who is told who has not? (R-LARA-8)"""

from datetime import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import roles
from accounts.access import Refused
from accounts.models import AccountState, Kind, Practitioner
from audit.models import Event
from readiness import missed_words, reading
from readiness.guidance.library import NoGuidance, read_library
from readiness.models import GuidanceRead, MissedWord
from readiness.reading import Superseded
from tests import people
from tests.readiness.returns import NOW, derby, director, lead

pytestmark = pytest.mark.django_db
TEAMS = "shielding-teams"
SECOND = next(one for one in read_library() if (one.slug, one.version) == (TEAMS, 2))


def officer(name: str = "Sam") -> Practitioner:
    return people.person(name, "shielding_officer", where=derby(), at=NOW)


def words(of: Practitioner) -> str:
    (one,) = reading.standings([SECOND], of=of)
    return one.words


def first_read(by: Practitioner, *, at: datetime = NOW) -> None:
    GuidanceRead.objects.create(practitioner=by, slug=TEAMS, version=1, read_at=at)


def test_who_must_read_it_is_told_so_until_they_say_that_they_have() -> None:
    sam = officer()
    assert words(sam) == "You must read this, and have not read it yet"
    reading.say_read(TEAMS, 2, by=sam, at=NOW)
    assert words(sam).startswith("You read this version on ")


def test_a_new_version_has_to_be_read_again() -> None:
    sam, pat = officer(), people.social_worker()
    first_read(sam)
    first_read(pat)
    assert words(sam) == "Changed since you last read it, and must be read again"
    assert words(pat) == "Changed since you last read it"


def test_who_need_not_read_it_is_told_nothing() -> None:
    assert words(people.social_worker()) == ""


def test_a_reading_is_kept_once_with_who_when_and_which_version() -> None:
    sam = officer()
    reading.say_read(TEAMS, 2, by=sam, at=NOW)
    reading.say_read(TEAMS, 2, by=sam, at=NOW + relativedelta(days=1))
    kept = GuidanceRead.objects.get()
    assert (kept.practitioner, kept.slug, kept.version, kept.read_at) == (sam, TEAMS, 2, NOW)
    event = Event.objects.get(verb="guidance.read")
    assert (event.actor, event.facts) == (sam.pk, {"guidance": TEAMS, "version": 2})


def test_the_database_keeps_no_second_reading_of_a_version() -> None:
    sam = officer()
    first_read(sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        first_read(sam)


def test_what_is_not_the_newest_version_is_not_taken_as_read() -> None:
    sam = officer()
    with pytest.raises(Superseded):
        reading.say_read(TEAMS, 1, by=sam, at=NOW)
    with pytest.raises(NoGuidance):
        reading.say_read(TEAMS, 3, by=sam, at=NOW)
    assert not GuidanceRead.objects.exists()
    assert not Event.objects.filter(verb="guidance.read").exists()


def counts(by: Practitioner) -> dict[str, tuple[int, int]]:
    return {one.document.slug: (one.read, one.asked) for one in reading.readers(by=by, at=NOW)}


def test_a_lead_a_director_and_an_administrator_see_who_of_their_own_organisation_has_read() -> None:
    sam, tom, dan, rita = officer(), officer("Tom"), director(at=NOW), lead(at=NOW)
    people.person("Nora", "shielding_officer", where=people.manchester(), at=NOW)
    ada = people.person("Ada", "account_administrator", where=derby(), at=NOW)
    reading.say_read(TEAMS, 2, by=sam, at=NOW)
    for by in (rita, dan, ada):
        assert counts(by)[TEAMS] == (1, 3)
        _, names = reading.unread_by(TEAMS, by=by, at=NOW)
        assert set(names) == {tom, dan}
    assert counts(rita)["clearance"] == (0, 1)
    assert "practitioners" not in counts(rita)


def test_who_has_left_is_not_counted_and_who_is_coming_is() -> None:
    rita, sam, tom = lead(at=NOW), officer(), officer("Tom")
    Practitioner.objects.filter(pk=sam.pk).update(account_state=AccountState.CLOSED)
    Practitioner.objects.filter(pk=tom.pk).update(account_state=AccountState.INVITED)
    assert counts(rita)[TEAMS] == (0, 1)


def test_a_role_in_a_team_counts_and_one_in_another_authority_does_not() -> None:
    """R-USER-3: as everywhere else, whatever group somebody was left in."""
    rita = lead(at=NOW)
    team = people.organisation("Duty team", "T-831", kind=Kind.TEAM, parent=derby())
    for where in (team, people.manchester()):
        roles.give(rita, "practitioner" if where == team else "auditor", where)
    assert roles.codes_held(derby())[rita.pk] == {role.code for role in roles.held(rita)}
    assert counts(rita)["practitioners"] == (0, 1)
    assert "safe-use" not in counts(rita)


@pytest.mark.parametrize("role", ["practitioner", "shielding_officer", "data_officer", "auditor"])
def test_nobody_else_sees_who_has_read(role: str) -> None:
    somebody = people.person("Pat", role, where=derby(), at=NOW)
    with pytest.raises(Refused):
        reading.readers(by=somebody, at=NOW)
    with pytest.raises(Refused):
        reading.unread_by(TEAMS, by=somebody, at=NOW)


def test_a_document_that_nobody_there_must_read_has_no_list_of_names() -> None:
    with pytest.raises(NoGuidance):
        reading.unread_by(TEAMS, by=lead(at=NOW), at=NOW)


def national() -> Practitioner:
    return people.person("Nat", "national_team", where=people.national_team(), at=NOW)


def test_what_was_looked_for_in_vain_is_counted_by_word_and_month_and_never_by_whom() -> None:
    for month in (NOW - relativedelta(months=1), NOW):
        for _ in range(missed_words.SHOWN_FROM):
            missed_words.count(["foster", "care"], at=month)
    shown = missed_words.by_month(by=national(), at=NOW)
    assert [month.first_day.month for month in shown] == [NOW.month, (NOW - relativedelta(months=1)).month]
    assert [(word.word, word.times) for word in shown[0].words] == [("care", 3), ("foster", 3)]
    assert {field.name for field in MissedWord._meta.get_fields()} == {"id", "month", "word", "times"}


def test_a_word_that_was_typed_by_mistake_is_shown_to_nobody() -> None:
    for _ in range(missed_words.SHOWN_FROM - 1):
        missed_words.count(["aaliyah"], at=NOW)
    assert missed_words.by_month(by=national(), at=NOW) == []


def test_words_are_kept_for_a_year() -> None:
    missed_words.count(["old"], at=NOW - relativedelta(months=13))
    missed_words.count(["new"], at=NOW)
    assert list(MissedWord.objects.values_list("word", flat=True)) == ["new"]


def test_the_national_team_alone_sees_what_was_looked_for() -> None:
    with pytest.raises(Refused):
        missed_words.by_month(by=lead(at=NOW), at=timezone.now())
