"""A file of a month's accesses takes two persons, says no more than the pages, and dies after some days (R-AUDIT-1)."""

import csv
import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import Error, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours, Refused
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.roles import take_all
from audit.models import Event
from contactpoint.vault.models import DataKey
from oversight.exporting import HEADER, agree, ask, download, forget_packs
from oversight.models import PackExport, Review
from registry.ties import Tie
from tests import people
from tests.oversight.looking import NOON, drawn, look, override
from tests.oversight.test_review_pages import digits, signed_in, text

pytestmark = pytest.mark.django_db
AT = timezone.now() + timedelta(hours=1)


@pytest.fixture
def audrey() -> Practitioner:
    return people.person("Audrey", "auditor")


@pytest.fixture
def abel() -> Practitioner:
    return people.person("Abel", "auditor")


@pytest.fixture
def review(audrey: Practitioner) -> Review:
    """One access that is hard to explain, one under override, and one of an auditor."""
    pat, olga = people.person("=HYPERLINK(1)", "practitioner"), people.override_holder()
    look(pat, "1234567890", Tie.HOME)
    override(olga, "2234567890", uuid4())
    look(audrey, "3234567890", Tie.HOME, at=NOON)
    return drawn(pat)


def agreed(review: Review, by: Practitioner, other: Practitioner) -> UUID:
    made = ask(review.pk, by=by, at=AT)
    agree(made, by=other, at=AT)
    return made


def test_it_holds_what_the_asker_may_read_and_no_number_that_would_tell_of_a_shield(
    review: Review, audrey: Practitioner, abel: Practitioner
) -> None:
    file = download(agreed(review, audrey, abel), by=audrey, at=AT)
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"))))
    assert (tuple(rows[0]), len(rows)) == (HEADER, 3)
    assert "1234567890" in digits(file)
    assert "2234567890" not in digits(file)
    assert "3234567890" not in digits(file)  # the own access
    assert any(row[0].startswith("'=HYPERLINK") for row in rows)


def test_nobody_agrees_to_the_own_wish(review: Review, audrey: Practitioner) -> None:
    made = ask(review.pk, by=audrey, at=AT)
    with pytest.raises(NotYours):
        agree(made, by=audrey, at=AT)
    with pytest.raises(NotYours):
        download(made, by=audrey, at=AT)
    with pytest.raises(Error), transaction.atomic():
        PackExport.objects.update(agreed_by=audrey, agreed_at=AT, file=b"1")


def test_the_one_who_agreed_and_others_get_no_file(review: Review, audrey: Practitioner, abel: Practitioner) -> None:
    made, mona = agreed(review, audrey, abel), people.person("Mona", "auditor", where=people.manchester())
    for other in (abel, mona):
        with pytest.raises(NotYours):
            download(made, by=other, at=AT)
    with pytest.raises(Refused):
        download(made, by=people.teacher(), at=AT)


def test_another_areas_auditor_cannot_agree_and_the_national_auditor_can(review: Review, audrey: Practitioner) -> None:
    made, mona = ask(review.pk, by=audrey, at=AT), people.person("Mona", "auditor", where=people.manchester())
    with pytest.raises(NotYours):
        agree(made, by=mona, at=AT)
    agree(made, by=people.person("Nat", "national_auditor", where=people.national_team()), at=AT)
    assert download(made, by=audrey, at=AT)


def test_whoever_may_no_longer_review_gets_nothing(review: Review, audrey: Practitioner, abel: Practitioner) -> None:
    made = ask(review.pk, by=audrey, at=AT)
    take_all(audrey)
    with pytest.raises(NotDone, match="may not review"):
        agree(made, by=abel, at=AT)


def test_it_is_agreed_once_and_asked_once(review: Review, audrey: Practitioner, abel: Practitioner) -> None:
    made = ask(review.pk, by=audrey, at=AT)
    with pytest.raises(NotDone):
        ask(review.pk, by=audrey, at=AT)
    agree(made, by=abel, at=AT)
    with pytest.raises(NotDone):
        agree(made, by=abel, at=AT)


def test_each_step_and_each_download_is_in_the_log(review: Review, audrey: Practitioner, abel: Practitioner) -> None:
    made = agreed(review, audrey, abel)
    download(made, by=audrey, at=AT)
    download(made, by=audrey, at=AT)
    told = Event.objects.filter(verb__startswith="review.export_").order_by("pk")
    assert [(row.verb, row.actor) for row in told] == [
        ("review.export_asked", audrey.pk),
        ("review.export_agreed", abel.pk),
        *[("review.export_downloaded", audrey.pk)] * 2,
    ]


def test_it_lies_sealed_and_dies_with_its_key(review: Review, audrey: Practitioner, abel: Practitioner) -> None:
    made = agreed(review, audrey, abel)
    assert b"HYPERLINK" not in bytes(PackExport.objects.get().file or b"")
    assert forget_packs(at=AT + timedelta(days=6)) == 0
    assert [forget_packs(at=AT + timedelta(days=7)), forget_packs(at=AT + timedelta(days=8))] == [1, 0]
    assert not DataKey.objects.filter(purpose=f"pack:{made}").exists()
    with pytest.raises(NotYours):
        download(made, by=audrey, at=AT)


def test_by_the_pages_one_asks_another_agrees_and_the_first_downloads(
    review: Review, audrey: Practitioner, abel: Practitioner
) -> None:
    mine, his = signed_in(audrey), signed_in(abel)
    where = mine.post(reverse("ask_for_pack", args=[review.pk])).headers["Location"]
    assert "I agree" not in text(mine.get(where))
    assert "I agree" in text(his.get(where))
    assert his.post(where).status_code == 303
    page = text(mine.get(where))
    assert ("Download the file" in page, "Download the file" in text(his.get(where))) == (True, False)
    file = mine.post(f"{where}/download")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert his.post(f"{where}/download").status_code == 404
