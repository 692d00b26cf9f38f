"""Pages that ask for a fresh proof, for the tests of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from accounts.stepup import proved_recently
from audit.log import record
from contactpoint.home import home


@proved_recently
def export(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        record("test.exported", at=timezone.now())
        return HttpResponse("exported")
    return HttpResponse("<main><h1>What would you like to export?</h1></main>")


urlpatterns = [path("", home, name="home"), path("export", export), path("", include("accounts.urls"))]
