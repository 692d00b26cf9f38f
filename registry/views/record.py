"""The pages that show a record, and the list of one's own children."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contactpoint.pages.rendering import render_page
from registry.disclosure import my_children as children_of
from registry.disclosure import open_record, team_of
from registry.shown import BriefRecord, FullRecord
from registry.views.asking import about_child, viewer_of
from registry.views.mistakes import Marks
from registry.views.override import ask_again_at
from registry.views.reading import carer_rows, contact_row, grouped, name_rows, place_rows, value_rows


@require_GET
@about_child
def view_child(request: HttpRequest, child: UUID) -> HttpResponse:
    shown = open_record(child, viewer=viewer_of(request), at=timezone.now())
    context = {"record": shown, "heading": shown.heading, "today": timezone.localdate()}
    if isinstance(shown, BriefRecord):
        known = {"known": Marks(shown).brief()}
        return render_page(request, "registry/speak_to_your_team.html", {**context, **known})
    answer = render_page(request, "registry/view_child.html", {**context, **_rows(shown)})
    if shown.sight and shown.sight.until:
        answer["Refresh"] = ask_again_at(shown.sight.until, at=timezone.now())
    return answer


def _rows(shown: FullRecord) -> dict[str, object]:
    marks = Marks(shown)
    fields = marks.fields
    return {
        "groups": grouped(shown.contacts, marks.contacts(map(contact_row, shown.contacts), fields.contacts)),
        "past": [contact_row(one) for one in shown.past_contacts],
        "details": marks.rows(value_rows(shown.details), fields.details),
        "carers": marks.rows(carer_rows(shown.carers), fields.carers),
        "names": marks.rows(name_rows(shown.names), fields.names),
        "places": marks.rows(place_rows(shown.places), fields.places),
        "identifiers": marks.rows(value_rows(shown.identifiers), fields.identifiers),
    }


@require_GET
def my_children(request: HttpRequest) -> HttpResponse:
    mine = children_of(viewer_of(request), at=timezone.now())
    context = {"mine": mine, "today": timezone.localdate(), "back_url": reverse("home")}
    return render_page(request, "registry/my_children.html", context)


@require_GET
def your_team(request: HttpRequest) -> HttpResponse:
    context = {"team": team_of(viewer_of(request)), "back_url": reverse("home")}
    return render_page(request, "registry/your_team.html", context)
