"""Who of a file can be asked in, by the rules of a single invitation? In few questions, however many rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.access import NotYours
from accounts.bulk.verdict import Asked, Verdict, asked, lines_of, twice
from accounts.granting import NotDone, may_give
from accounts.joining import Newcomer, invite_anew, invite_many, may_ask_into, was_withdrawn, why_here
from accounts.models import AccountState, Bulk, BulkRow, Organisation, Practitioner, RowState
from accounts.particulars import employers, teams_of
from accounts.roles import ROLES, Role, can_be_held
from accounts.scope import Scope, scope_of

Verdicts = dict[UUID, Verdict[Newcomer]]


@dataclass(frozen=True)
class Known:
    """What the rows of a chunk are compared with."""

    scope: Scope
    organisation: Organisation
    by: Practitioner
    people: Mapping[str, Practitioner]
    teams: Mapping[str, list[UUID]]
    employers: Mapping[str, list[UUID]]
    lines: dict[str, int]


def check(rows: Sequence[BulkRow], *, bulk: Bulk, by: Practitioner, at: datetime) -> Verdicts:
    """By row. Raises Refused when this person administers nobody any more."""
    scope = scope_of(by, at=at)
    readable, verdicts = asked(rows, bulk.kind)
    known = _known(readable, scope, bulk=bulk, by=by)
    for row in rows:
        if row.pk in verdicts and "role" not in verdicts[row.pk].reasons:  # everything that is wrong, at once
            _role(" ".join(row.values.get("role", "").split()), known, verdicts[row.pk].reasons)
    for one in readable:
        verdict = verdicts[one.row.pk] = _judge(one, known)
        if verdict.state == RowState.READY:
            known.lines.setdefault(one.email, one.row.line)
    return verdicts


def act(rows: Sequence[BulkRow], verdicts: Verdicts, *, by: Practitioner, at: datetime) -> None:
    """Asks in whoever is ready, and notes in each verdict what came of it. Raises Refused."""
    ready = [verdicts[row.pk] for row in rows if verdicts[row.pk].act]
    fresh = {verdict.act.email: verdict for verdict in ready if verdict.act and not verdict.person}
    made, here = invite_many([verdict.act for verdict in fresh.values() if verdict.act], by=by, at=at)
    for person in made:
        fresh[person.email].state, fresh[person.email].person = RowState.DONE, person.pk
    for email, why in here.items():
        fresh[email].state, fresh[email].reasons = RowState.ALREADY, {"email": why}
    for verdict in ready:
        if verdict.act and verdict.state == RowState.READY and verdict.person:
            _ask_again(verdict, verdict.act, verdict.person, by=by, at=at)


def _ask_again(verdict: Verdict[Newcomer], newcomer: Newcomer, person: UUID, *, by: Practitioner, at: datetime) -> None:
    try:
        invite_anew(newcomer, person, by=by, at=at)
    except NotYours:
        verdict.state, verdict.reasons = RowState.NOT_ALLOWED, {"email": "Ask an administrator of the organisation"}
    except NotDone as why:
        verdict.state, verdict.reasons = RowState.FIX, {"email": str(why)}
    else:
        verdict.state = RowState.DONE


def _known(readable: Sequence[Asked], scope: Scope, *, bulk: Bulk, by: Practitioner) -> Known:
    emails = {one.email for one in readable} | {one.cells["line_manager"] for one in readable}
    return Known(
        scope=scope,
        organisation=bulk.organisation,
        by=by,
        people={one.email: one for one in Practitioner.objects.filter(email__in=emails)},
        teams=_by_name(teams_of(bulk.organisation_id), {one.cells["team"] for one in readable}),
        employers=_by_name(employers(), {one.cells["employer"] for one in readable}),
        lines=lines_of(bulk, readable),
    )


def _by_name(places: QuerySet[Organisation], words: Iterable[str]) -> dict[str, list[UUID]]:
    """Under what was typed in small letters: the organisations of that name or code."""
    wanted = {word.lower() for word in words if word}
    found: dict[str, list[UUID]] = {word: [] for word in wanted}
    if not wanted:
        return found
    in_small = places.annotate(small_name=Lower("name"), small_code=Lower("code"))
    for column in ("small_code", "small_name"):
        for word, place in in_small.filter(**{f"{column}__in": wanted}).values_list(column, "pk"):
            found[word].append(place)
    return found


def _judge(one: Asked, known: Known) -> Verdict[Newcomer]:
    there = known.people.get(one.email)
    again = there is not None and there.organisation_id == known.organisation.pk and was_withdrawn(there)
    if there and not again:
        return Verdict(RowState.ALREADY, {"email": why_here(there, known.organisation.pk)})
    if one.email in known.lines:
        return twice(known.lines[one.email])
    reasons: dict[str, str] = {}
    role = _role(one.cells["role"], known, reasons)
    team = _place("team", one.cells["team"], known.teams, known, reasons)
    employer = _place("employer", one.cells["employer"], known.employers, known, reasons)
    manager = _manager(one.cells["line_manager"], known, reasons)
    if reasons or role is None:
        return Verdict(RowState.FIX, reasons)
    if refused := _not_allowed(role, team, known):
        return Verdict(RowState.NOT_ALLOWED, refused)
    newcomer = _newcomer(one, role, known.organisation, team=team, employer=employer, manager=manager)
    return Verdict(RowState.READY, act=newcomer, person=there.pk if there else None)


def _newcomer(one: Asked, role: type[Role], organisation: Organisation, **more: UUID | None) -> Newcomer:
    cells: dict[str, Any] = {name: one.cells[name] for name in ("email", "forename", "surname", "job_title", "phone")}
    return Newcomer(
        **cells,
        role=role.code,
        organisation=organisation.pk,
        team=more["team"],
        employer=more["employer"],
        line_manager=more["manager"],
    )


def _not_allowed(role: type[Role], team: UUID | None, known: Known) -> dict[str, str]:
    if not may_ask_into(known.scope, known.organisation, team, by=known.by):
        return {"team": "You can invite people only into the teams that you administer"}
    if not may_give(known.scope, role, known.organisation):
        return {"role": f"You cannot make somebody {role.name.lower()}"}
    return {}


def roles_of(organisation: Organisation) -> list[str]:
    """The names of the roles that can be held there."""
    return [role.name for role in ROLES.values() if can_be_held(role, organisation)]


def _role(words: str, known: Known, reasons: dict[str, str]) -> type[Role] | None:
    wanted = words.lower()
    role = next((role for role in ROLES.values() if wanted in (role.name.lower(), role.code)), None)
    if role is None or not can_be_held(role, known.organisation):
        reasons["role"] = f"Role must be one of {', '.join(roles_of(known.organisation))}"
        return None
    return role


def _place(
    field: str, words: str, found: Mapping[str, list[UUID]], known: Known, reasons: dict[str, str]
) -> UUID | None:
    places = list(dict.fromkeys(found.get(words.lower(), ())))
    if words and not places:
        what = f"a team of {known.organisation.name}" if field == "team" else "an organisation that ContactPoint knows"
        reasons[field] = f"{field.capitalize()} must be the name or code of {what}"
    if len(places) > 1:
        reasons[field] = f"More than one {field} is called this: enter its code"
    return places[0] if len(places) == 1 else None


def _manager(email: str, known: Known, reasons: dict[str, str]) -> UUID | None:
    if not email:
        return None
    manager = known.people.get(email)
    open_states = (AccountState.ACTIVE, AccountState.INVITED)
    if manager and manager.organisation_id == known.organisation.pk and manager.account_state in open_states:
        return manager.pk
    reasons["line_manager"] = f"Line manager must be somebody who has an account in {known.organisation.name}"
    return None
