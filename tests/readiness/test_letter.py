"""Which letter does an organisation get about a decision? (R-LARA-4)"""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Stage
from readiness import deciding
from readiness.letter import letter_about, words_of
from readiness.models import Decision
from tests import people
from tests.readiness.returns import ALL_MET, NOW, accepted, director, national
from tests.readiness.test_deciding import at

pytestmark = pytest.mark.django_db


def refused(because: str = "Not yet") -> Decision:
    area = at(Stage.PREPARING)
    accepted(at=NOW, level=1)
    made = deciding.recommend(
        area.pk, because="R", judged=ALL_MET, against_because="Now", by=national("Nat", at=NOW), at=NOW
    )
    deciding.decide(made.pk, granted=False, because=because, by=national("Nina", at=NOW), at=NOW)
    return deciding.decision_for(made.pk, by=director(at=NOW), at=NOW)


def test_it_says_what_was_decided_why_on_which_figures_and_how_to_appeal() -> None:
    said = words_of(refused())
    assert said["title"] == "Derby does not move on to shielding"
    assert "Why: Not yet" in said["paragraphs"]
    assert "It was decided against the figures: Now" in said["paragraphs"]
    assert len(said["figures"]) == 10
    assert "can appeal once" in said["appeal"]
    assert said["signed"] == "Nina Example"


def test_a_screen_reader_can_read_it() -> None:
    """PDF/UA: typst refuses to write one that lacks what the standard asks; what readers look for is there."""
    pdf = letter_about(refused())
    assert pdf.startswith(b"%PDF-")
    for part in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"/ViewerPreferences"):
        assert part in pdf


def test_what_somebody_typed_is_never_markup() -> None:
    hostile = '#panic("x") = Heading $x$ #read("/etc/passwd") ] } \\ "quote" *bold* <label>'
    assert letter_about(refused(hostile)).startswith(b"%PDF-")


def test_an_organisation_takes_its_own_letter_away_and_no_other() -> None:
    made = refused()
    where = reverse("download_letter", args=[made.pk])
    own, away = Client(), Client()
    people.sign_in(own, director(at=NOW))
    people.sign_in(away, people.person("Nora", "director", where=people.manchester()))
    answer = own.get(where)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]
    assert away.get(where).status_code == 404
