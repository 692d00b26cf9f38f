"""Which pages list the people whom an administrator looks after? (ux 2e)

What somebody typed to find a name stays out of the address, where history and logs would keep the names of staff: it
is sent, kept with the sign-in, and the address says only that it counts (`found`).
"""

from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.expiring import EVERYBODY, GROUPS
from accounts.exporting import HEADER, expiring, export, export_expiring, line
from accounts.forms.people import FindPersonForm, NarrowForm, PeopleForm, read_id
from accounts.listing import ORDERS, Listed, Listing, Wanted, listing, teams_to_choose
from accounts.moving import transfers_waiting
from accounts.organisations import with_too_few_administrators
from accounts.roles import ROLES
from accounts.stepup import proved_recently
from accounts.views.acting import administrator
from contactpoint.pages.components import Table
from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.rendering import render_page

WORDS: Final = "people_words"  # with the sign-in: goes with it


@dataclass(frozen=True)
class Link:
    words: str
    url: str
    current: bool = False
    people: int | None = None


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return list_page(request)


def list_page(request: HttpRequest, *, form: PeopleForm | None = None) -> HttpResponse:
    """With the mistake of `form` when nobody was ticked."""
    by, at = administrator(request), timezone.now()
    wanted = wanted_in(request)
    shown = listing(wanted, by=by, at=at)
    teams = teams_to_choose(by, at=at)
    context = {
        "shown": shown,
        "groups": _groups(shown),
        "first_to_tick": next((one.id for one in shown.people if not one.own), None),
        "headings": {code: _address(replace(shown.wanted, order=code, page=1)) for code in ORDERS},
        "pages": _pages(shown),
        "suspend_url": _address(shown.wanted, name="suspend_people"),
        "without_words": _address(replace(shown.wanted, words="", page=1)),
        "export_url": _address(replace(shown.wanted, page=1), name="export_people"),
        "find": FindPersonForm(initial={"words": wanted.words}),
        "narrow": NarrowForm(teams=teams, initial={"role": wanted.role, "team": str(wanted.team or "")}),
        "narrowed": bool(wanted.role or wanted.team),
        "too_few": with_too_few_administrators(by=by, at=at),
        "transfers": len(transfers_waiting(by, at=at)),
    }
    return render_page(request, "accounts/people.html", context, form=form)


@require_POST
def find_person(request: HttpRequest) -> HttpResponse:
    """Keeps the words and shows the list that they narrow."""
    form = FindPersonForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    request.session[WORDS] = words
    return redirect(_address(Wanted(words=words)))


@proved_recently
@require_safe
def export_people(request: HttpRequest) -> HttpResponse:
    found = export(wanted_in(request), by=administrator(request), at=timezone.now())
    return csv_file("people", HEADER, map(line, found))


@require_safe
def people_expiring(request: HttpRequest) -> HttpResponse:
    found = expiring(by=administrator(request), at=timezone.now())
    context = {"found": found, "report": _report(found), "back_url": reverse("people")}
    return render_page(request, "accounts/people_expiring.html", context)


def _report(found: list[Listed]) -> Table:
    caption = f"{len(found):,} {'person' if len(found) == 1 else 'people'}, the first to end first"
    columns = ("Name", "Email address", "Team", "Account", "Clearance")
    rows = [
        (
            one.name,
            format_html('<span class="cp-break">{}</span>', one.email),
            one.team or "None",
            one.state,
            one.expiry,
        )
        for one in found
    ]
    return Table(caption, columns, rows)


@proved_recently
@require_safe
def export_expiring_people(request: HttpRequest) -> HttpResponse:
    found = export_expiring(by=administrator(request), at=timezone.now())
    return csv_file("people-expiring", HEADER, map(line, found))


def wanted_in(request: HttpRequest) -> Wanted:
    """From the address; what makes no sense there is left out."""
    asked: QueryDict = request.GET
    group, order, role, page = (asked.get(key, "") for key in ("group", "order", "role", "page"))
    return Wanted(
        group=group if group in GROUPS else EVERYBODY,
        role=role if role in ROLES else "",
        team=read_id(asked.get("team", "")),
        words=str(request.session.get(WORDS, "")) if asked.get("found") else "",
        order=order if order in ORDERS else "expiry",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def _address(wanted: Wanted, *, name: str = "people") -> str:
    """Codes and ids alone."""
    facts = {
        "group": "" if wanted.group == EVERYBODY else wanted.group,
        "role": wanted.role,
        "team": str(wanted.team or ""),
        "found": "1" if wanted.words else "",
        "order": "" if wanted.order == "expiry" else wanted.order,
        "page": str(wanted.page) if wanted.page > 1 else "",
    }
    query = urlencode({key: fact for key, fact in facts.items() if fact})
    return reverse(name) + (f"?{query}" if query else "")


def _groups(shown: Listing) -> list[Link]:
    wanted = shown.wanted
    return [
        Link(one.name, _address(replace(wanted, group=one.code, page=1)), one.code == wanted.group, one.people)
        for one in shown.groups
    ]


def _pages(shown: Listing) -> dict[str, str]:
    """Where the pages before and after are; empty at the ends."""
    now, last = shown.wanted.page, shown.pages
    return {
        "before": _address(replace(shown.wanted, page=now - 1)) if now > 1 else "",
        "after": _address(replace(shown.wanted, page=now + 1)) if now < last else "",
    }
