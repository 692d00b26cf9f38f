"""How is somebody let back in who lost the password or the second factor, at night too? (R-ORG-3, R-USER-4)

One person asks, another confirms, and the link goes to the own address of the person it is for. It brings back what
they sign in with and nothing else: clearance, training and an open account are asked as ever.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import access, attempts, letters, post, roles
from accounts.access import AGREEMENT, SECOND_FACTOR, NotYours, Refused, actor
from accounts.administrators import administrators_of
from accounts.granting import NotDone
from accounts.leaving import end_sign_ins
from accounts.models import AccountState, Message, Practitioner, Secret, WayBack, WhatIsLost, WhyLost
from accounts.notices import tell
from accounts.operators import operates
from accounts.scope import MANAGE, person_to_change, scope_of
from audit.log import record

GOOD_FOR: Final = timedelta(hours=1)  # to be confirmed, and from then on to be used


class LinkIsOver(Exception):
    """The link was used, is out of date, or was made up."""


class WayBackTokens(PasswordResetTokenGenerator):
    """Good for one way back, until it ends; how long that is, the row says."""

    key_salt = "accounts.way_back.WayBackTokens"

    def _make_hash_value(self, user: Practitioner, timestamp: int) -> str:
        now = user.ways_back.filter(ended_at=None).order_by("-pk").first()
        return f"{super()._make_hash_value(user, timestamp)}{now.pk if now else 'none'}"


tokens: Final = WayBackTokens()


def ask(practitioner: UUID, what: WhatIsLost, because: WhyLost, *, by: Practitioner, at: datetime) -> WayBack:
    """An administrator who has made sure who rings asks for it. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        _refuse_unless_it_helps(person, at=at)
        before = person.ways_back.filter(ended_at=None).first()
        if before and not is_over(before, at=at):
            raise NotDone(f"A way back for {person.name} was asked for already")
        person.ways_back.filter(ended_at=None).update(ended_at=at)
        row = person.ways_back.create(what=what, because=because, asked_by=by, asked_at=at)
        _log("way_back.asked", row, by=by, at=at)
        others = {*administrators_of(person.organisation), person.line_manager} - {by, person, None}
        for other in sorted(filter(None, others), key=lambda one: one.email):
            tell(other, "way_back_asked", at=at, path=_page(row), asked_by=by.pk, person=person.pk)
    return row


def waiting_for(by: Practitioner, *, at: datetime) -> list[WayBack]:
    """What this person may confirm now: as another administrator, as the line manager, or as an operator."""
    if access.lapses(by, at=at):
        return []
    fresh = WayBack.objects.filter(ended_at=None, confirmed_at=None, asked_at__gt=at - GOOD_FOR)
    of_others = fresh.exclude(asked_by=by).exclude(practitioner=by).order_by("asked_at")
    rows = of_others.select_related("practitioner__organisation", "practitioner__line_manager", "asked_by")
    if operates(by):
        return list(rows)
    return [row for row in rows.filter(_reach(by, at=at)) if _looks_after(row.practitioner, by=by, at=at)]


def asked_by(by: Practitioner, *, at: datetime) -> QuerySet[WayBack]:
    """What this person asked for within the last day. The newest first."""
    mine = WayBack.objects.filter(asked_by=by, asked_at__gt=at - timedelta(days=1))
    return mine.select_related("practitioner", "confirmed_by").order_by("-asked_at")


def to_confirm(way_back: int, *, by: Practitioner, at: datetime) -> WayBack:
    """Raises NotYours for one that this person may not confirm, or not any more."""
    for row in waiting_for(by, at=at):
        if row.pk == way_back:
            return row
    raise NotYours(MANAGE, by.organisation_id)


def confirm(way_back: int, *, by: Practitioner, at: datetime) -> None:
    """The second person agrees: the letter with the link leaves. Raises NotDone, NotYours."""
    with transaction.atomic():
        row = _lock(way_back, by=by, at=at)
        person = row.practitioner
        _refuse_unless_it_helps(person, at=at)
        _refuse_unless_they_stand(row, at=at)
        WayBack.objects.filter(pk=row.pk).update(confirmed_by=by, confirmed_at=at)
        row.refresh_from_db()
        _log("way_back.confirmed", row, by=by, at=at)
        post.send(person, "way_back", at=at, way_back=row.pk)
        _tell_all(row, "way_back_confirmed", at=at)


def refuse(way_back: int, *, by: Practitioner, at: datetime) -> None:
    """The second person does not agree. Raises NotYours."""
    with transaction.atomic():
        row = _lock(way_back, by=by, at=at)
        WayBack.objects.filter(pk=row.pk).update(ended_at=at)
        _log("way_back.refused", row, by=by, at=at)


def way_back_by_link(way_back: int, token: str, *, at: datetime) -> WayBack:
    """Raises LinkIsOver."""
    open_now = WayBack.objects.filter(pk=way_back, ended_at=None, confirmed_at__gt=at - GOOD_FOR)
    row = open_now.select_related("practitioner__organisation").first()
    if row is None or not tokens.check_token(row.practitioner, token):
        raise LinkIsOver
    return row


def use(way_back: int, token: str, *, at: datetime, password: str = "") -> None:
    """What was lost goes: old factors, and the old password for the new one. Raises LinkIsOver, NotDone."""
    with transaction.atomic():
        WayBack.objects.select_for_update().filter(pk=way_back).first()
        row = way_back_by_link(way_back, token, at=at)
        person = Practitioner.objects.select_for_update().get(pk=row.practitioner_id)
        _refuse_unless_it_helps(person, at=at)
        _refuse_unless_they_stand(row, at=at)
        if row.what != WhatIsLost.PASSWORD:
            Authenticator.objects.filter(user=person).delete()
        if row.what != WhatIsLost.SECOND_FACTOR:
            person.set_password(password)
            person.save(update_fields=["password"])
        attempts.forgive(Secret.PASSWORD, about=person.email)
        attempts.forgive(Secret.CODE, about=str(person.pk))
        end_sign_ins(person)
        WayBack.objects.filter(pk=row.pk).update(used_at=at, ended_at=at)
        _log("way_back.used", row, by=person, at=at)
        _tell_all(row, "way_back_used", at=at)


def is_over(row: WayBack, *, at: datetime) -> bool:
    return row.ended_at is not None or at >= (row.confirmed_at or row.asked_at) + GOOD_FOR


@letters.context("way_back")
def _link(message: Message) -> Mapping[str, str]:
    """Made when the letter leaves, so that it stands in no table."""
    token = tokens.make_token(message.person)
    return {
        "link": settings.PUBLIC_URL.rstrip("/") + reverse("follow_way_back", args=[message.facts["way_back"], token])
    }


def _refuse_unless_it_helps(person: Practitioner, *, at: datetime) -> None:
    """Raises NotDone when something else is missing, which no way back replaces (R-USER-1)."""
    starting = person.account_state == AccountState.INVITED and person.has_usable_password()
    if not (starting or person.account_state == AccountState.ACTIVE):
        raise NotDone(f"{person.name}'s account is not open. A way back does not open it")
    if not starting and set(access.lapses(person, at=at)) - {SECOND_FACTOR, AGREEMENT}:
        raise NotDone(f"{person.name} would still have no access: something else has run out")


def _refuse_unless_they_stand(row: WayBack, *, at: datetime) -> None:
    """Raises NotDone when one of the two has lost their own access meanwhile."""
    for one in filter(None, (row.asked_by, row.confirmed_by)):
        if access.lapses(one, at=at):
            raise NotDone(f"{one.name} cannot let anybody back in any more. Ring the ContactPoint team again")


def _reach(by: Practitioner, *, at: datetime) -> Q:
    """Whose way back this person may confirm, by what the database knows; `_looks_after` asks the rest."""
    reach = Q(practitioner__line_manager=by)
    try:
        return reach | Q(practitioner__in=scope_of(by, at=at).people())
    except Refused:
        return reach


def _looks_after(person: Practitioner, *, by: Practitioner, at: datetime) -> bool:
    """A delegated administrator, practitioners alone: as for every other act."""
    return person.line_manager_id == by.pk or scope_of(by, at=at).may_change(roles.held(person))


def _lock(way_back: int, *, by: Practitioner, at: datetime) -> WayBack:
    """Asked again after the lock: somebody else may have been quicker. Raises NotYours."""
    WayBack.objects.select_for_update().filter(pk=way_back).first()
    return to_confirm(way_back, by=by, at=at)


def _tell_all(row: WayBack, kind: str, *, at: datetime) -> None:
    """The person, both who let them in, and the line manager."""
    person, confirmed_by = row.practitioner, row.confirmed_by
    assert confirmed_by  # noqa: S101 - tells the type
    everybody = {person, row.asked_by, confirmed_by, person.line_manager}
    for one in sorted(filter(None, everybody), key=lambda one: one.email):
        mail = kind == "way_back_used" or one != person  # who gets the letter with the link needs no other
        tell(one, kind, at=at, mail=mail, asked_by=row.asked_by_id, confirmed_by=confirmed_by.pk, person=person.pk)


def _page(row: WayBack) -> str:
    return reverse("confirm_way_back", args=[row.pk])


def _log(verb: str, row: WayBack, *, by: Practitioner, at: datetime) -> None:
    facts = {"practitioner": str(row.practitioner_id), "way_back": row.pk, "what": row.what}
    record(verb, at=at, actor=actor(by), because=row.because, facts=facts)
