"""Who gets an e-mail today that says how much waits, and nothing of a child? (R-INV-4, R-INV-6, R-AUDIT-2)

One a day at most: to whoever has unread notices or involvements to confirm, where something is new since the last
e-mail or a week has gone by. Who wants none gets none, but for the administrators of authorities: theirs comes each day
and holds the last seal of the log, so that whoever owns the log cannot write it anew unseen.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.administrators import who_administer
from accounts.letters import context
from accounts.limits import midnight
from accounts.models import AccountState, Kind, Message, Notice, Practitioner
from accounts.post import send
from audit.models import Seal
from registry.contacts import STALE_AFTER
from registry.models import Involvement

DIGEST: Final = "digest"
AGAIN_AFTER: Final = timedelta(days=7)


def send_digests(*, at: datetime) -> int:
    """How many e-mails were promised. A second run of the day finds nobody."""
    last = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    sent = 0
    for person in list(_due(at=at)):
        with transaction.atomic():
            Practitioner.objects.select_for_update(no_key=True).get(pk=person.pk)
            if not _mails(person, DIGEST).filter(asked_at__gte=midnight(at)).exists():
                seal = last if person.keeps_seal else 0
                send(person, DIGEST, at=at, notices=person.notices_new, involvements=person.stale, seal=seal)
                sent += 1
    return sent


def _due(*, at: datetime) -> QuerySet[Any]:
    mails = Message.objects.filter(practitioner=OuterRef("pk")).order_by()  # of whatever kind
    last = mails.values("practitioner").annotate(last=Max("asked_at")).values("last")
    unread = Notice.objects.filter(practitioner=OuterRef("pk"), read_at=None)
    stale = Involvement.objects.filter(practitioner=OuterRef("pk"), ended_on=None, confirmed_at__lt=at - STALE_AFTER)
    people = Practitioner.objects.filter(account_state=AccountState.ACTIVE).annotate(
        last_mail=Subquery(last),
        notices_new=_number(unread),
        stale=_number(stale),
        keeps_seal=Case(When(pk__in=_administrators().values("pk"), then=Value(1)), default=Value(0)),
        new_notice=Exists(unread.filter(at__gt=OuterRef("last_mail"))),
        newly_stale=Exists(stale.filter(confirmed_at__gt=OuterRef("last_mail") - STALE_AFTER)),
    )
    waits = Q(notices_new__gt=0) | Q(stale__gt=0)
    new = Q(last_mail=None) | Q(new_notice=True) | Q(newly_stale=True) | Q(last_mail__lte=at - AGAIN_AFTER)
    quiet = Q(last_mail=None) | Q(last_mail__lt=midnight(at))
    return people.filter(Q(keeps_seal=1) | (Q(wants_digest=True) & waits & new & quiet)).order_by("pk")


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these each person has."""
    counted = rows.order_by().values("practitioner").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _administrators() -> QuerySet[Practitioner]:
    """Of authorities: so many, and so far apart, that nobody can change what all of them hold."""
    return who_administer().filter(organisation__kind=Kind.AUTHORITY)


def _mails(person: Practitioner, template: str) -> QuerySet[Message]:
    return Message.objects.filter(practitioner=person, template=template)


@context(DIGEST)
def _made(message: Message) -> Mapping[str, Any]:
    """The seal as it is exported: `verify_audit --against` reads the line."""
    number = message.facts["seal"]
    seal = Seal.objects.filter(number=number).first() if number else None
    return {"sealed": seal.note if seal else None}
