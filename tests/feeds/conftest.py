"""What is there before a delivery comes? Three authorities, a school, a practice, the four sources, and two people."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner
from feeds.advance import finish
from feeds.models import Delivery
from feeds.receive import receive
from feeds.sources import load_sources
from registry.models import EducationalSetting, PostcodeDistrict, Practice, Source
from tests import people

NOON = datetime(2009, 1, 26, 12, tzinfo=UTC)
Load = Callable[..., Delivery]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def world(db: None) -> None:
    make_world()


def make_world() -> None:
    load_sources(at=NOON)
    Source.objects.update(accredited_at=NOON)
    areas = {}
    for code, name in (("341", "Liverpool"), ("352", "Manchester"), ("359", "Wigan")):
        areas[code] = people.organisation(name, code)
    for district, code in (("L1", "341"), ("L15", "341"), ("M14", "352"), ("WN1", "359")):
        PostcodeDistrict.objects.create(district=district, authority=areas[code])
    EducationalSetting.objects.create(
        urn="104512", dfe_number="3412009", name="Larkspur Primary School", postcode="L15 3HQ", authority=areas["341"]
    )
    Practice.objects.create(ods_code="N82001", name="Larkspur Surgery", address="1 High Street", postcode="L15 3HQ")


@pytest.fixture
def opal(db: None) -> Practitioner:
    """Operates the service, and so looks after the national sources."""
    return people.operator()


@pytest.fixture
def dora(db: None) -> Practitioner:
    """Looks after the sources of Liverpool."""
    return people.person("Dora", "data_officer")


@pytest.fixture
def page(client: Client, opal: Practitioner) -> Client:
    """Opal's browser."""
    people.sign_in(client, opal)
    return client


@pytest.fixture
def load(world: None) -> Load:
    return load_now


def load_now(source: str, content: bytes, *, at: datetime = NOON, trial: bool = False) -> Delivery:
    """A delivery of that source, run to its end."""
    known = Source.objects.get(code=source)
    delivery = receive(BytesIO(content), source=known, file_name="delivery", trial=trial, at=at)
    return finish(delivery.pk, now=lambda: at)


def counts(delivery: Delivery) -> dict[str, int]:
    """What became of the rows, leaving out what did not happen."""
    names = ("created", "updated", "unchanged", "waiting", "quarantined", "refused")
    return {name: getattr(delivery, name) for name in names if getattr(delivery, name)}
