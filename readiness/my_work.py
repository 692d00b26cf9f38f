"""What of readiness waits for this person? Counts with the pages they lead to, for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from accounts.access import may
from accounts.models import Practitioner
from readiness import answering_experience, appealing, deciding, moderating
from readiness.editing.publishing import to_publish
from readiness.models import Return, State
from readiness.returning import SIGN, WRITE, month_of

Waiting = tuple[str, str, int]  # words, address, how many


def waiting_for(person: Practitioner, *, at: datetime) -> list[Waiting]:
    """Empty for somebody who has nothing to do with it."""
    return [*_own(person, at=at), *_national(person, at=at)]


def _own(person: Practitioner, *, at: datetime) -> Iterator[Waiting]:
    rows = Return.objects.filter(organisation=person.organisation)
    where = reverse("list_returns")
    if may(person, WRITE, person.organisation, at=at):
        open_now = rows.filter(state=State.OPEN).count()
        if not rows.filter(month=month_of(at)).exists():
            yield "Return of this month: not begun", where, 1
        if open_now:
            yield "Returns to complete and submit", where, open_now
    if may(person, SIGN, person.organisation, at=at) and (waiting := rows.filter(state=State.SUBMITTED).count()):
        yield "Returns to sign", where, waiting


def _national(person: Practitioner, *, at: datetime) -> Iterator[Waiting]:
    if not moderating.decides(person, at=at):
        return
    where, experience = reverse("moderate_home"), reverse("experience_queue")
    for words, address, rows in (
        ("Returns to accept or return", where, moderating.to_moderate(by=person, at=at)),
        ("Recommendations to decide", where, deciding.to_decide(by=person, at=at).exclude(recommended_by=person)),
        ("Appeals to answer", where, appealing.to_answer(by=person, at=at)),
        ("Experience reports to answer", experience, answering_experience.to_answer(by=person, at=at)),
    ):
        if waiting := rows.count():
            yield words, address, waiting
    if to_publish(person):
        yield "Versions of the assessment to publish", reverse("framework_draft"), 1
