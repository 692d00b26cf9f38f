"""Two people change one thing at once: is the second told, and is nothing of the first lost? (R-LARA-1, R-LARA-3)"""

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from readiness import returning, risks
from readiness.assigning import assign, assigned
from readiness.editing import drafts
from readiness.editing.drafts import Overtaken
from readiness.framework import Theme
from readiness.models import Answer, FrameworkVersion, Return, Risk
from readiness.planning import checks_to_plan, plan, planned
from readiness.returning import Given
from readiness.risks import add_risk, change_risk
from tests.readiness.returns import NOW, lead, national, submitted
from tests.readiness.test_details import LATE_STAFF
from tests.readiness.test_framework_editing import now_said
from tests.readiness.test_framework_pages import RA1, drafting, first_question, text
from tests.readiness.test_return_pages import signed_in
from tests.readiness.versions import GOV1, ask, gate, mark, reworded

pytestmark = pytest.mark.django_db
ROBINS = Given(4, "Robin has the minutes")


@pytest.fixture
def nat() -> Practitioner:
    return national("Nat", at=NOW)


def marks(page: str) -> list[str]:
    return re.findall(r'name="seen"(?: value="([^"]*)")?', page)


@pytest.mark.parametrize(
    ("first", "second", "theirs"),
    [
        (
            lambda **who: drafts.change_check(1, gate(1, overall=30), **who),
            lambda **who: drafts.change_check(1, gate(1, overall=20), **who),
            ["Needs 30% of the whole instead of 20%."],
        ),
        (
            lambda **who: drafts.change_question(replace(GOV1, weight=7), **who),
            lambda **who: drafts.change_question(replace(GOV1, text="Who leads it?"), **who),
            ["Its weight is 7 instead of 3.", f"The question reads “{GOV1.text}” instead of “Who leads it?”."],
        ),
        (
            lambda **who: drafts.withdraw_question("GOV1", **who),
            lambda **who: drafts.change_question(replace(GOV1, weight=7), **who),
            ["Not asked any more."],
        ),
        (
            lambda **who: drafts.change_theme(Theme("audit", "Audit"), **who),
            lambda **who: drafts.change_theme(Theme("audit", "Misuse"), **who),
            ["Called Audit instead of Misuse."],
        ),
    ],
)
def test_the_second_of_two_is_told_what_the_first_has_changed(
    first: Callable[..., None], second: Callable[..., None], theirs: list[str], nat: Practitioner
) -> None:
    """R-LARA-1, ux.md 1.1: nothing of the first is lost, and the second keeps it or knowingly does not."""
    drafts.begin(by=nat, at=NOW)
    parts: dict[str, int | str] = {"Need": 1, "Call": "audit"}
    part = parts.get(theirs[0][:4], "GOV1")
    seen = mark(part)
    first(seen=seen, by=nat, at=NOW)
    after = now_said()
    with pytest.raises(Overtaken) as told:
        second(seen=seen, by=national("Nina", at=NOW), at=NOW)
    assert told.value.theirs == theirs
    assert now_said() == after
    second(seen=told.value.now, by=national("Nina", at=NOW), at=NOW)
    assert now_said() != after


def test_changes_of_two_parts_are_in_nobodys_way(nat: Practitioner) -> None:
    drafts.begin(by=nat, at=NOW)
    of_check, of_question, of_theme = mark(1), mark("GOV1"), mark("audit")
    drafts.change_check(1, gate(1, overall=30), seen=of_check, by=nat, at=NOW)
    drafts.change_question(replace(GOV1, weight=7), seen=of_question, by=nat, at=NOW)
    drafts.change_theme(Theme("audit", "Audit"), seen=of_theme, by=nat, at=NOW)
    assert len(now_said()) == 3


def test_who_was_overtaken_reads_what_stands_there_now_and_saves_knowing_it() -> None:
    """R-LARA-1, ux.md 1.1: what was typed stays; also after another mistake, nobody is overwritten unseen."""
    client, where = drafting(), reverse("change_check", args=[1])
    seen = re.findall(r'name="seen" value="(\w+)"', text(client.get(where)))
    mine = {**RA1, "overall": "33", "seen": seen[0]}
    drafts.change_check(1, gate(1, overall=30), seen=mark(1), by=national("Nina", at=NOW), at=NOW)
    assert client.post(where, {**mine, "overall": "101"}).status_code == 422
    told = client.post(where, mine)
    assert (told.status_code, 'value="33"' in text(told)) == (422, True)
    assert "Somebody changed this after you opened the page" in text(told)
    assert "Needs 30% of the whole instead of 33%." in text(told)
    assert FrameworkVersion.objects.get().framework.checks[0].overall == 30
    again = re.findall(r'name="seen" value="(\w+)"', text(told))
    assert client.post(where, {**mine, "seen": again[0]}).status_code == 303
    assert FrameworkVersion.objects.get().framework.checks[0].overall == 33


def test_a_button_on_an_old_page_withdraws_nothing() -> None:
    client, where = drafting(), reverse("change_framework_question", args=["GOV1"])
    *_, seen = re.findall(r'name="seen" value="(\w+)"', text(client.get(where)))
    ask(reworded())()
    told = text(client.post(where, {"withdraw": "yes", "seen": seen}, follow=True))
    assert "Nothing was changed. Somebody changed this after you opened the page" in told
    assert first_question() == reworded()


def opened_and_overtaken() -> tuple[Return, str, str]:
    """Rita opens GOV1, and Robin answers it: the return, the page's address, and the mark on the page of before."""
    rita, robin = lead(at=timezone.now()), lead(at=timezone.now(), name="Robin")
    one = returning.begin(by=rita, at=timezone.now())
    where = reverse("answer_question", args=[one.pk, "GOV1"])
    seen, *_ = marks(text(signed_in(rita).get(where)))
    returning.save(one.pk, "GOV1", ROBINS, by=robin, at=timezone.now(), seen="")
    return one, where, seen


def kept() -> Given:
    row = Answer.objects.get(question="GOV1")
    return Given(row.level, row.comment)


def test_a_colleagues_answer_is_not_written_over_unread() -> None:
    """R-LARA-3, ux.md 1.1: it is shown, what was typed stays, and saving again is a choice."""
    _, where, seen = opened_and_overtaken()
    client = signed_in(lead(at=timezone.now()))
    mine = {"level": "1", "comment": "Rita knows of none", "seen": seen}
    told = client.post(where, mine)
    page = text(told)
    assert (told.status_code, kept()) == (422, ROBINS)
    assert "A colleague answered this question after you opened the page" in page
    assert f"4: {GOV1.levels[4]}" in page.split("What stands there now")[1]
    assert "Robin has the minutes" in page
    assert "Rita knows of none" in page
    assert client.post(where, {**mine, "seen": marks(page)[-1]}).status_code == 303
    assert kept() == Given(1, "Rita knows of none")


def test_neither_autosave_nor_no_change_writes_over_it() -> None:
    last = submitted(at=NOW, level=2)
    assert Return.objects.filter(pk=last.pk).update(month="2009-01-01")
    one, where, seen = opened_and_overtaken()
    client = signed_in(lead(at=timezone.now()))
    saved = client.post(reverse("autosave_answer", args=[one.pk, "GOV1"]), {"comment": "Rita kn", "seen": seen})
    assert (saved.status_code, "Yours is not saved yet" in saved.json()["words"]) == (409, True)
    told = client.post(where, {"as_before": "yes", "seen": seen}, follow=True)
    assert "Nothing of yours was saved" in text(told)
    assert Answer.objects.get(of=one).comment == ROBINS.comment


def test_the_own_answer_is_in_nobodys_way() -> None:
    """What autosave keeps of it while the page is open, too."""
    _, where, _ = opened_and_overtaken()
    client = signed_in(lead(at=timezone.now()))
    seen, *_ = marks(text(client.get(where)))
    autosave = reverse("autosave_answer", args=[Return.objects.get().pk, "GOV1"])
    assert client.post(autosave, {"comment": "Rita kn", "seen": seen}).status_code == 200
    assert client.post(where, {"level": "1", "comment": "Rita knows", "seen": seen}).status_code == 303
    assert kept() == Given(1, "Rita knows")


def shared(path: str, *about: object) -> tuple[Client, str, str]:
    """Rita's browser with a page open: its address, and the mark on it."""
    client, where = signed_in(lead(at=timezone.now())), reverse(path, args=about)
    return client, where, marks(text(client.get(where)))[0]


def begun_by_robin() -> tuple[Practitioner, Return]:
    robin = lead(at=timezone.now(), name="Robin")
    return robin, returning.begin(by=robin, at=timezone.now())


def test_a_colleagues_words_about_a_risk_are_not_written_over_unread() -> None:
    """R-LARA-3, ux.md 1.1: nor removed."""
    robin, one = begun_by_robin()
    risk = add_risk(one.pk, LATE_STAFF, by=robin, at=timezone.now())
    client, where, seen = shared("change_risk", risk.pk)
    change_risk(risk.pk, replace(LATE_STAFF, action="Agency staff"), by=robin, at=timezone.now())
    mine = {**asdict(LATE_STAFF), "what": "Three trainers leave", "seen": seen}
    told = client.post(where, mine)
    page = text(told)
    assert (told.status_code, Risk.objects.get().action) == (422, "Agency staff")
    assert "A colleague changed this after you opened the page" in page
    assert "What is done about it: Agency staff" in page
    assert "What could go wrong: Two trainers leave" in page
    assert "How likely is it: " not in page
    assert "Three trainers leave" in page
    kept_all = client.post(where, {"remove": "yes", "seen": seen}, follow=True)
    assert "Nothing is removed" in text(kept_all)
    assert client.post(where, {**mine, "seen": marks(page)[0]}).status_code == 303
    assert risks.given_of(Risk.objects.get()) == replace(LATE_STAFF, what="Three trainers leave")


def test_a_colleagues_dates_are_not_written_over_unread() -> None:
    robin, one = begun_by_robin()
    client, where, seen = shared("plan_dates", one.pk)
    year = timezone.localdate().year + 1
    plan(one.pk, {1: date(year, 6, 19)}, by=robin, at=timezone.now())
    mine = {"RA2_day": "20", "RA2_month": "6", "RA2_year": f"{year}", "seen": seen}
    page = text(client.post(where, mine))
    assert planned(one) == {1: date(year, 6, 19)}
    first, second, *_ = checks_to_plan(one)
    assert f"{first.code}: {first.title}: 19 June {year}" in page
    assert f"{second.code}: {second.title}: nothing" in page
    assert client.post(where, {**mine, "seen": marks(page)[0]}).status_code == 303
    assert planned(one) == {2: date(year, 6, 20)}


def test_nobody_shares_out_anew_what_a_colleague_has_just_shared_out() -> None:
    robin, one = begun_by_robin()
    client, where, seen = shared("assign_themes", one.pk)
    assign(one.pk, {"legal": robin.pk}, by=robin, at=timezone.now())
    rita = lead(at=timezone.now())
    page = text(client.post(where, {"audit": str(rita.pk), "seen": seen}))
    assert assigned(one) == {"legal": robin}
    assert "Legal basis and information sharing: Robin Example" in page
    assert "Audit and misuse: Nobody" in page
    assert client.post(where, {"audit": str(rita.pk), "seen": marks(page)[0]}).status_code == 303
    assert assigned(one) == {"audit": rita}
