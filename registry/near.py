"""Who in the registry could already be the child that somebody is about to add? (R-SEARCH-5)"""

from datetime import datetime

from django.db import transaction

from accounts.access import require
from accounts.models import Practitioner
from registry import disclosure
from registry.assertion import Assertion, Name
from registry.models import Child, NameKind, Status
from registry.search.birth import Birth
from registry.search.candidates import candidates
from registry.search.criteria import Criteria
from registry.shown import Hit

ESTIMATE_IS_WITHIN = 2  # years either way


def near_matches(said: Assertion, *, by: Practitioner, at: datetime) -> tuple[Hit, ...]:
    """At most ten children with a like name and birth date, as far as this person may see them; each in the log.

    Asked without the address: what a record hides can not be met. Raises Refused.
    """
    require(by, "keep_records", by.organisation, at=at)
    name = next((name for name in said.names if name.kind == NameKind.CURRENT), Name(NameKind.CURRENT))
    own = Child.objects.filter(status=Status.UNCONFIRMED, made_by=by).values_list("pk", flat=True)
    asked = Criteria(forename=name.forename, surname=name.surname, birth=_born(said))
    with transaction.atomic():
        found = candidates(asked, unconfirmed=list(own)).candidates
        alike = [(one.child_id, one.words) for one in found]
        return disclosure.hits(alike, viewer=by, because="near_match_check", at=at)


def _born(said: Assertion) -> Birth | None:
    born = said.date_of_birth
    if born is None:
        return None
    if not said.birth_date_estimated:
        return Birth(born, born)
    return Birth(
        born.replace(year=born.year - ESTIMATE_IS_WITHIN, day=1),
        born.replace(year=born.year + ESTIMATE_IS_WITHIN, day=28),
        by_age=True,
    )
