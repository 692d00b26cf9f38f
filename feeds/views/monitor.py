"""Which page shows how every feed stands? (ux 2(g))"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contactpoint.pages.csv_out import csv_file
from contactpoint.pages.dates import local
from contactpoint.pages.rendering import render_page
from feeds.monitor import Feed, feeds, percent
from feeds.scope import sources_kept_by, sources_of
from feeds.views.asking import person_of

PAGE = 50  # feeds, the most urgent first
COLUMNS = (
    "Feed",
    "Supplied by",
    "For",
    "Status",
    "Last received",
    "Expected by",
    "Rows",
    "Accepted",
    "In quarantine",
    "Waiting",
    "Oldest in quarantine",
    "Accepted before, the oldest first",
)


@require_safe
def list_feeds(request: HttpRequest) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    found = Paginator(feeds(sources_of(by, at=at), at=at), PAGE).get_page(request.GET.get("page"))
    context = {"feeds": found, "may_upload": sources_kept_by(by, at=at).exists()}
    return render_page(request, "feeds/feeds.html", context)


@require_safe
def feeds_csv(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    rows = feeds(sources_of(person_of(request), at=at), at=at)
    return csv_file("feeds", COLUMNS, [_cells(feed) for feed in rows])


def _cells(feed: Feed) -> list[str]:
    source, last = feed.source, feed.last
    return [
        source.name,
        source.body.name,
        source.area.name if source.area else "National",
        feed.status,
        local(last.received_at).isoformat(" ", "minutes") if last else "",
        feed.expected_by.isoformat() if feed.expected_by else "",
        str(last.received) if last else "",
        feed.accepted,
        str(feed.quarantined),
        str(feed.waiting),
        local(feed.oldest_quarantined).date().isoformat() if feed.oldest_quarantined else "",
        ", ".join(percent(share) for share in feed.shares),
    ]
