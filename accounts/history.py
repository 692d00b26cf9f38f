"""What happened to this account, and what did its person do to those of others? Never anything about a child."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from accounts.limits import midnight
from accounts.models import Because, Organisation, Practitioner
from accounts.roles import ROLES
from audit.log import words_of
from audit.models import Event as Logged
from contactpoint.pages.components import Event

SHOWN: Final = 50  # the newest
SEARCHED: Final = "search.run"  # the registry's word; its events are counted here and never read
USUAL_OVER: Final = 3  # months before this one
VERBS: Final = {
    "practitioner.invited": "Invited",
    "practitioner.invited_again": "Invitation sent again",
    "invitation.accepted": "Invitation accepted and password set",
    "practitioner.vetted": "Checks recorded",
    "agreement.accepted": "Agreement and security operating procedures accepted",
    "agreement.recorded": "Signed paper recorded",
    "practitioner.activated": "Account active",
    "practitioner.suspended": "Suspended",
    "practitioner.restored": "Restored",
    "practitioner.closed": "Closed",
    "practitioner.reopened": "Opened again",
    "practitioner.changed": "Particulars changed",
    "role.given": "Role given",
    "role.taken": "Role taken away",
    "transfer.proposed": "Transfer proposed",
    "transfer.accepted": "Transfer accepted",
    "transfer.refused": "Transfer refused",
    "transfer.withdrawn": "Transfer withdrawn",
    "second_factor.added": "Second factor added",
    "second_factor.removed": "Second factor removed",
    "password.changed": "Password changed",
    "clearance.reminded": "Reminded that the clearance ends",
    "organisation.changed": "Telephone numbers of an organisation changed",
    "team.made": "Team made",
    "people.exported": "List of people exported",
}


def history_of(person: Practitioner) -> list[Event]:
    """The newest first, of the administrative kind alone."""
    about = Q(facts__has_key="practitioner", facts__practitioner=str(person.pk))
    found = Logged.objects.filter(about | Q(actor=person.pk), verb__in=VERBS).order_by("-at", "-id")[:SHOWN]
    rows = list(found)
    names = _names(rows)
    return [_event(row, person, names) for row in rows]


def searches_by(person: Practitioner, *, at: datetime) -> tuple[int, int]:
    """How many this month, and in a usual month: the mean of the three before. Counts alone."""
    this_month = midnight(at).replace(day=1)
    by_month = (
        Logged.objects.filter(actor=person.pk, verb=SEARCHED, at__gte=this_month - relativedelta(months=USUAL_OVER))
        .annotate(month=TruncMonth("at"))
        .values_list("month")
        .annotate(Count("pk"))
    )
    counts: dict[datetime, int] = dict(by_month)
    now = counts.pop(this_month, 0)
    return now, round(sum(counts.values()) / USUAL_OVER)


def _names(rows: Iterable[Logged]) -> Mapping[str, str]:
    """Of the people and organisations that these events name by their ids."""
    ids = {str(row.actor) for row in rows if row.actor}
    ids |= {str(fact) for row in rows for key, fact in row.facts.items() if key in _NAMED}
    people = Practitioner.objects.filter(pk__in=ids)
    organisations = Organisation.objects.filter(pk__in=ids)
    return {**{str(one.pk): one.name for one in people}, **{str(one.pk): one.name for one in organisations}}


_NAMED: Final = ("practitioner", "organisation", "from", "to", "team")


def _event(row: Logged, person: Practitioner, names: Mapping[str, str]) -> Event:
    about = str(row.facts.get("practitioner", person.pk))
    other = names.get(about, "") if about != str(person.pk) else ""
    title = f"{VERBS[row.verb]}: {other}" if other else VERBS[row.verb]
    return Event(title=title, by=_by(row, names), at=row.at, text=". ".join(_details(row, names)))


def _by(row: Logged, names: Mapping[str, str]) -> str:
    return names.get(str(row.actor), "") if row.actor else "By rule"


def _details(row: Logged, names: Mapping[str, str]) -> list[str]:
    facts: Mapping[str, Any] = row.facts
    found = [Because(row.because).label] if row.because in Because.values else []
    found += [ROLES[facts["role"]].name] if facts.get("role") in ROLES else []
    found += [f"In {names[facts['organisation']]}"] if facts.get("organisation") in names else []
    found += [f"From {names[facts['from']]} to {names[facts['to']]}"] if facts.get("from") in names else []
    found += [_seen(facts)] if row.verb == "practitioner.vetted" else []
    found += [_changed(facts["changed"])] if facts.get("changed") else []
    found += [f"{facts['days']} days before"] if "days" in facts else []
    words = words_of(row)
    return [*found, words] if words else found


def _seen(facts: Mapping[str, Any]) -> str:
    kinds = {"identity": "identity", "clearance": "enhanced clearance", "training": "training"}
    return ", ".join(words for kind, words in kinds.items() if facts.get(kind)).capitalize()


def _changed(fields: Iterable[str]) -> str:
    return ", ".join(field.removesuffix("_token").replace("_", " ") for field in fields).capitalize()
