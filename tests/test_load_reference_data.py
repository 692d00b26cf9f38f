"""Does one command bring in the reference data, and does running it again take nothing back? (R-ORG-1, R-ORG-2)"""

import re
from datetime import date
from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

import registry.load_reference
from accounts.load_reference import rows
from accounts.models import Kind, Organisation, Stage, Track
from audit.models import Event
from readiness.models import PlannedPhase
from registry.models import EducationalSetting, PostcodeDistrict, Practice, Trust

EARLY_ADOPTERS = """Blackburn with Darwen, Blackpool, Bolton, Bury, Cheshire, Cumbria, Halton, Knowsley, Liverpool,
Manchester, Rochdale, Salford, Sefton, St. Helens, Stockport, Warrington, Wigan"""
KEPT_FOR_DRAMA = re.compile(
    r"(020 7946 0|0113 496 0|0114 496 0|0115 496 0|0116 496 0|0117 496 0|0118 496 0|0121 496 0|0151 496 0|0161 496 0"
    r"|0191 498 0|0808 157 0|01632 960)[0-9]{3}"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sixty schools, practices, trusts and districts: what a second load does is the same for all."""
    monkeypatch.setattr(registry.load_reference, "rows", lambda path: islice(rows(path), 60))


def load() -> str:
    out = StringIO()
    call_command("load_reference_data", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("few_rows")
def test_the_authorities_of_january_2009_are_where_the_roll_out_stood() -> None:
    load()
    areas = Organisation.objects.filter(kind=Kind.AUTHORITY)
    early = areas.filter(stage=Stage.EARLY_ADOPTER, track=Track.EARLY_ADOPTER)
    assert {area.name for area in early} == set(re.split(r",\s+", EARLY_ADOPTERS))
    assert areas.count() == 150
    assert areas.filter(stage=Stage.MANAGEMENT_TEAM, track=Track.OTHER).count() == 40
    assert areas.filter(stage=Stage.SHIELDING, track=Track.OTHER).count() == 93
    partners = Organisation.objects.filter(kind=Kind.NATIONAL_PARTNER, stage=Stage.EARLY_ADOPTER)
    assert {partner.name for partner in partners} == {"Barnardo's", "KIDS"}
    assert Organisation.objects.filter(kind=Kind.NATIONAL_TEAM).count() == 1


def test_the_whole_of_england_comes_in_a_handful_of_statements_and_nobody_is_ever_called(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """R-ORG-3: every team has its own number in and out of hours; every number is one that is kept for drama."""
    with django_assert_max_num_queries(80):  # 34,000 rows; the few sources and their bodies take a dozen each
        load()
    assert EducationalSetting.objects.count() > 25_000
    assert Practice.objects.count() > 6_800
    assert Trust.objects.count() > 200
    assert PostcodeDistrict.objects.get(district="M14").authority.name == "Manchester"
    assert EducationalSetting.objects.get(urn="100000").authority.name == "City of London"
    teams = Organisation.objects.exclude(kind=Kind.SUPPLYING_BODY)
    numbers = [n for team in teams for n in (team.team_phone, team.team_phone_out_of_hours)]
    numbers += EducationalSetting.objects.values_list("phone", flat=True)
    numbers += Practice.objects.values_list("phone", flat=True)
    assert [number for number in numbers if not KEPT_FOR_DRAMA.fullmatch(number)] == []
    assert len({team.team_phone for team in teams}) == teams.count()
    assert Organisation.objects.get(code="352").team_phone == "0161 496 0352"


@pytest.mark.usefixtures("few_rows")
def test_the_dated_plan_is_there_and_nothing_has_happened_yet() -> None:
    load()
    first = PlannedPhase.objects.get(phase=1)
    assert (first.announced_on, first.planned_on, first.actual_on) == (date(2008, 8, 1), date(2009, 1, 1), None)
    assert PlannedPhase.objects.count() == 4


@pytest.mark.usefixtures("few_rows")
def test_loading_again_never_moves_a_stage_nor_a_track_nor_what_a_team_says_of_itself() -> None:
    load()
    moved = {"stage": Stage.LIVE, "track": Track.EARLY_ADOPTER, "team_phone": "01632 960001", "team_email": ""}
    Organisation.objects.filter(code="201").update(**moved)
    Organisation.objects.filter(code="352").update(stage=Stage.SHIELDING)
    EducationalSetting.objects.filter(urn="100000").update(phone="01632 960002")
    PlannedPhase.objects.filter(phase=1).update(actual_on=date(2009, 1, 26))
    load()
    city = Organisation.objects.get(code="201")
    assert {name: getattr(city, name) for name in moved} == moved
    assert Organisation.objects.get(code="352").stage == Stage.SHIELDING
    assert EducationalSetting.objects.get(urn="100000").phone == "01632 960002"
    assert PlannedPhase.objects.get(phase=1).actual_on == date(2009, 1, 26)


@pytest.mark.usefixtures("few_rows")
def test_loading_again_renews_names_and_keeps_every_row_itself() -> None:
    load()
    city = Organisation.objects.get(code="201")
    Organisation.objects.filter(code="201").update(name="Old name", region="")
    EducationalSetting.objects.filter(urn="100000").update(name="Old name")
    Practice.objects.filter(ods_code="A81001").update(name="Old name")
    before = [m.objects.count() for m in (Organisation, EducationalSetting, Practice, Trust, PostcodeDistrict)]
    load()
    assert before == [m.objects.count() for m in (Organisation, EducationalSetting, Practice, Trust, PostcodeDistrict)]
    again = Organisation.objects.get(code="201")
    assert (again.pk, again.name, again.region) == (city.pk, "City of London", "London")
    assert EducationalSetting.objects.get(urn="100000").name == "The Aldgate School"
    assert Practice.objects.get(ods_code="A81001").name == "The Densham Surgery"


@pytest.mark.usefixtures("few_rows")
def test_the_command_prints_one_line_of_counts_and_leaves_one_event() -> None:
    said = load()
    counts = dict(part.split("=") for part in said.split())
    assert said.count("\n") == 1
    assert counts["authorities"] == "150"
    event = Event.objects.get(verb="reference.loaded")
    assert {name: str(number) for name, number in event.facts.items()} == counts


def test_a_file_that_cannot_be_loaded_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry.load_reference, "authorities", dict)
    with pytest.raises(KeyError):
        load()
    assert not Organisation.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.usefixtures("few_rows")
def test_a_real_installation_is_given_no_invented_number(settings: object) -> None:
    settings.INVENTED = False  # type: ignore[attr-defined]
    load()
    assert not Organisation.objects.exclude(team_phone="", team_phone_out_of_hours="", team_email="").exists()
    assert not EducationalSetting.objects.exclude(phone="").exists()
    assert not Practice.objects.exclude(phone="").exists()
