"""What of the archive may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from accounts.models import Kind, Organisation
from registry.models import Archived, Child, Ground, Release, Status
from tests import people
from tests.rules.makers import child


def release(organisation: Organisation) -> Any:
    """What a data officer there asked for."""
    where = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    by, now = people.person("Della", "data_officer", where=where), timezone.now()
    row = Child.objects.get(pk=child(where))
    Archived.objects.create(child=row, was=row.status, on=timezone.localdate(now), at=now, because=b"sealed")
    Child.objects.filter(pk=row.pk).update(status=Status.ARCHIVED)
    made = Release(child=row, ground=Ground.SECTION_47, asked_by=by, asked_at=now)
    made.because = row.words_key.seal("An enquiry", place=f"registry_release.because|{made.pk}")
    made.save(force_insert=True)
    return made.pk


ARCHIVE: Final[dict[str, Callable[[Organisation], Any]]] = {"release": release}
