"""Does the page that compares a row with a record weigh the pair as the delivery did? (R-FEED-5, ux.md 2(f) 2)"""

from datetime import date

import pytest

from feeds.match import Asked
from registry.assertion import Assertion, Name, Place
from registry.comparing import compare_row, scores_of_row
from registry.matching.definition import definition
from registry.models import Child, Source
from registry.models.index import Name as KnownName
from tests.feeds import files
from tests.feeds.conftest import NOON, Load
from tests.feeds.judging import judged_now
from tests.feeds.officers import dot

pytestmark = pytest.mark.django_db
MOVED = Assertion(
    names=(Name("current", "Sian", "", "Kelly"), Name("former", "Sian", "", "Obrien")),
    date_of_birth=date(2000, 5, 14),
    gender="male",
    addresses=(Place("current", "9 Elm Row", postcode="L15 3HQ"),),
)


@pytest.mark.parametrize("everyone", [200, 40_000], ids=["a registry that begins", "a registry that is filled"])
def test_the_page_gives_the_weight_by_which_the_row_was_decided(load: Load, everyone: int) -> None:
    load("health-demographics", files.ndjson(files.patient(forename="Siân", surname="O'Brien")))
    KnownName.objects.filter(norm="").update(forename_count=everyone, surname_count=everyone)
    batch = judged_now([Asked(1, "a key", MOVED)], source=Source.objects.get(code="social-care"))
    (decided,) = batch.pairs[1]
    page = compare_row(MOVED, [Child.objects.get().pk], source="social-care", viewer=dot(), at=NOON)
    shown = page.pairs[0].working
    assert shown is not None
    assert shown.total == pytest.approx(decided.weight)
    assert shown.prior == pytest.approx(batch.by.prior)
    assert (batch.by.children == definition().children) is (everyone < 10_000)
    assert [score.weight for score in scores_of_row(MOVED, [decided.child])] == pytest.approx([decided.weight])
