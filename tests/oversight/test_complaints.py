"""Is every complaint numbered, timed, owned, answered, and is there a next step? (R-AUDIT-5)"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import NotYours, Refused
from accounts.attempts import Locked
from accounts.granting import NotDone
from accounts.models import Message, Practitioner, Stage
from audit.models import Event
from oversight.complaints import complaining, handling
from oversight.complaints.complaining import NoSuchComplaint, Receipt, Said
from oversight.complaints.models import Complaint, Way
from oversight.complaints.reminding import remind_of_complaints
from tests import people
from tests.oversight.access import dora

pytestmark = pytest.mark.django_db
SAID = Said("Ann Smith", "", "Somebody looked at my son's record in Fern Bank")
FRIDAY = date(2026, 3, 6)


def ada(**more: Any) -> Practitioner:
    return people.person("Ada", "account_administrator", job_title="Administrator", **more)


def nina() -> Practitioner:
    return people.person("Nina", "national_team", job_title="National team", where=people.national_team())


def complained(*, at: datetime | None = None) -> tuple[Receipt, Complaint]:
    at = at or timezone.now()
    receipt = complaining.complain_on_the_page(people.liverpool().pk, SAID, at=at)
    return receipt, Complaint.objects.get(number=receipt.number)


def test_a_complaint_has_a_number_a_code_and_20_working_days() -> None:
    made = complaining.enter(Way.LETTER, SAID, received_on=FRIDAY, by=dora(), at=timezone.now())
    row = Complaint.objects.get(number=made.number)
    assert made.due_on == date(2026, 4, 7)  # four weeks, Good Friday and Easter Monday
    assert made.code.encode() not in bytes(row.code)
    assert b"Fern Bank" not in bytes(row.said)
    assert complaining.said_of(row) == SAID


def test_the_days_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "COMPLAINT_DAYS", 1)
    assert complaining.working_days_after(FRIDAY) == date(2026, 3, 9)


def test_the_authority_is_told_by_number_and_nothing_of_it_is_in_a_letter() -> None:
    ada_, dora_, away = ada(), dora(), people.person("Mona", "data_officer", where=people.manchester())
    receipt, _ = complained()
    for person in (ada_, dora_):
        assert person.notices.get(kind="complaint_made").facts == {"number": receipt.number}
    assert not away.notices.exists()
    sent = [str(vars(message)) for message in (*Message.objects.all(), *mail.outbox)]
    assert len(sent) == 2
    assert not any(word in text for text in sent for word in ("Fern Bank", "Ann Smith", receipt.code))


def test_it_is_taken_and_answered_and_whoever_complained_reads_it_with_number_and_code() -> None:
    who, at = ada(), timezone.now()
    receipt, row = complained()
    assert handling.to_read(row.pk, by=who, at=at).said == SAID
    handling.take(row.pk, by=who, at=at)
    assert handling.listed(who, at=at)[0].owner == "Ada Example"
    assert complaining.status_of(receipt.number, receipt.code, at=at).answer == ""
    handling.answer(row.pk, words="We looked into it", by=who, at=at)
    status = complaining.status_of(receipt.number, f" {receipt.code.lower()} ", at=at)
    assert (status.answer, status.can_pass_on) == ("We looked into it", True)
    with pytest.raises(NotDone, match="Somebody else"):
        handling.answer(row.pk, words="Again", by=dora(), at=at)
    verbs = [event.verb for event in Event.objects.filter(verb__startswith="complaint.").order_by("pk")]
    assert verbs == ["complaint.made", "complaint.read", "complaint.taken", "complaint.answered"]


def test_the_next_step_is_the_national_team_and_then_the_commissioner() -> None:
    who, national, at = ada(), nina(), timezone.now()
    receipt, row = complained()
    with pytest.raises(NotDone):
        complaining.pass_on(receipt.number, receipt.code, because="Too slow", at=at)
    assert handling.listed(national, at=at) == ()
    with pytest.raises(NotYours):
        handling.to_read(row.pk, by=national, at=at)
    handling.answer(row.pk, words="No", by=who, at=at)
    complaining.pass_on(receipt.number, receipt.code, because="That is no answer", at=at)
    assert national.notices.get(kind="complaint_passed_on").facts == {"number": receipt.number}
    shown = handling.to_read(row.pk, by=national, at=at)
    assert (shown.answer, shown.passed_on_because) == ("No", "That is no answer")
    handling.answer(row.pk, words="We asked them to look again", by=national, at=at)
    status = complaining.status_of(receipt.number, receipt.code, at=at)
    assert (status.national_answer, status.can_pass_on) == ("We asked them to look again", False)


def test_the_next_step_is_open_for_90_days_after_the_answer() -> None:
    who, at = ada(), timezone.now()
    receipt, row = complained()
    handling.answer(row.pk, words="No", by=who, at=at)
    late = at + timedelta(days=91)
    assert not complaining.status_of(receipt.number, receipt.code, at=late).can_pass_on
    with pytest.raises(NotDone):
        complaining.pass_on(receipt.number, receipt.code, because="x", at=late)


def test_a_wrong_code_and_a_wrong_number_read_the_same_and_guessing_ends() -> None:
    at = timezone.now()
    receipt, _ = complained()
    with pytest.raises(NoSuchComplaint):
        complaining.status_of(receipt.number + 1, receipt.code, at=at)
    for _ in range(5):
        with pytest.raises(NoSuchComplaint):
            complaining.status_of(receipt.number, "WRONGCODE2", at=at)
    with pytest.raises(Locked):
        complaining.status_of(receipt.number, receipt.code, at=at)


def test_a_code_is_good_for_its_own_complaint_alone() -> None:
    (one, _), (other, _) = complained(), complained()
    with pytest.raises(NoSuchComplaint):
        complaining.status_of(one.number, other.code, at=timezone.now())


def test_one_network_cannot_flood_an_authority_with_complaints() -> None:
    at = timezone.now()
    for _ in range(5):
        complained(at=at)
    with pytest.raises(Locked):
        complained(at=at)
    complained(at=at + timedelta(minutes=11))


def test_others_do_not_get_there() -> None:
    at = timezone.now()
    _, row = complained()
    with pytest.raises(NotYours):
        handling.to_read(row.pk, by=ada(where=people.manchester()), at=at)
    for person in (people.social_worker(), people.person("Sal", "shielding_officer")):
        with pytest.raises(Refused):
            handling.to_read(row.pk, by=person, at=at)
    with pytest.raises(NotDone):
        complaining.complain_on_the_page(uuid4(), SAID, at=at)


def test_the_owner_is_reminded_and_where_there_is_none_everybody_who_could_be() -> None:
    made = datetime(2026, 3, 6, 12, tzinfo=UTC)
    who, other = ada(at=made), people.person("Dot", "data_officer", at=made)
    complaining.enter(Way.CALL, SAID, received_on=FRIDAY, by=other, at=made)
    early, soon = made + timedelta(days=20), made + timedelta(days=29)
    assert remind_of_complaints(at=early) == 0
    assert (remind_of_complaints(at=soon), remind_of_complaints(at=soon)) == (1, 0)
    assert [person.notices.filter(kind="complaints_due").count() for person in (who, other)] == [1, 1]
    handling.take(Complaint.objects.get().pk, by=who, at=soon)
    remind_of_complaints(at=soon + timedelta(days=1))
    assert [person.notices.filter(kind="complaints_due").count() for person in (who, other)] == [2, 1]


# The pages


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_public_page_says_what_the_registry_is_whose_data_it_holds_and_what_to_do() -> None:
    people.liverpool()
    page = text(Client().get(reverse("about_registry")))
    for words in (
        "ContactPoint is a directory",
        "Every child in England has a record",
        "Rights of children and parents",
        "How to ask for what is held",
        "40 days",
        "How to have something corrected",
        "20 working days",
        "Information Commissioner",
        "Liverpool: 0151",
    ):
        assert words in page.replace("\N{NO-BREAK SPACE}", " "), words


def test_signed_out_somebody_complains_reads_the_answer_and_goes_a_step_further() -> None:
    area, client = people.liverpool(), Client()
    wrong = client.post(reverse("complain"), {})
    assert (wrong.status_code, "Select your authority" in text(wrong)) == (422, True)
    sent = client.post(reverse("complain"), {"area": area.pk, "words": "Somebody looked"}, follow=True)
    row = Complaint.objects.get()
    code = text(sent).partition("<br>Code ")[2][:10]
    assert str(row.number) in text(sent)
    assert text(client.get(reverse("complained"), follow=True)).count(code) == 0  # it is shown once
    asked = {"number": row.number, "code": code}
    nothing = client.post(reverse("complaint_status"), {**asked, "code": "WRONGCODE2"})
    assert (nothing.status_code, "There is no complaint with this number and code" in text(nothing)) == (422, True)
    assert "By " in text(client.post(reverse("complaint_status"), asked))
    handling.answer(row.pk, words="<b>No</b>", by=ada(), at=timezone.now())
    status = text(client.post(reverse("complaint_status"), asked))
    assert "&lt;b&gt;No" in status
    further = client.post(reverse("pass_on_complaint"), {**asked, "because": "Look again"})
    assert "The national team looks at it" in text(further)


def test_the_number_and_the_code_stand_in_no_address() -> None:
    area, client = people.liverpool(), Client()
    sent = client.post(reverse("complain"), {"area": area.pk, "words": "Somebody looked"}, follow=True)
    assert [where for where, _ in sent.redirect_chain] == [reverse("complained")]
    assert client.get(f"{reverse('complaint_status')}?number=1&code=x").status_code == 200


def test_an_authority_enters_a_complaint_and_the_national_team_enters_none() -> None:
    client, national = Client(), Client()
    people.sign_in(client, ada())
    people.sign_in(national, nina())
    day = {"received_on_day": 6, "received_on_month": 3, "received_on_year": 2026}
    told = {"way": "call", "words": "Rude", **day}
    made = client.post(reverse("enter_complaint"), told)
    assert "Give both to whoever complained" in text(made)
    assert Complaint.objects.get().due_on == date(2026, 4, 7)
    assert national.get(reverse("enter_complaint")).status_code == 404
    assert "Complaints to answer" in text(client.get("/"))


def test_a_complaint_can_be_about_an_authority_that_prepares() -> None:
    derby = people.organisation("Derby", "831", stage=Stage.PREPARING)
    complaining.complain_on_the_page(derby.pk, SAID, at=timezone.now())
    assert len(handling.listed(ada(where=derby), at=timezone.now())) == 1
