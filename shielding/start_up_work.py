"""What of the start-up list waits for whom, and who is told that a partner is late? (R-SHIELD-10)"""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.access import may
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from registry.for_officers import SHIELD, officers_of
from registry.starting_up import is_signed
from shielding import signing
from shielding.models import Correspondence, Heard, Partner
from shielding.start_up import gaps_of, partners_of

_REPLIED = Correspondence.objects.filter(partner=OuterRef("pk")).exclude(heard=Heard.REMINDED)


def waiting_for(person: Practitioner, *, at: datetime) -> list[tuple[str, str, int]]:
    """For the home pages: what an officer's list lacks, and what a director is to sign."""
    area, found = person.organisation, []
    if may(person, SHIELD, area, at=at) and not is_signed(area):
        found.append(("Start-up list: still missing", reverse("start_up"), len(gaps_of(partners_of(area, at=at)))))
    if may(person, signing.SIGN, area, at=at) and (one := signing.to_sign(person, at=at)) and not one.mine:
        found.append(("Start-up list to sign", reverse("start_up_to_sign"), 1))
    return found


def tell_of_late_partners(*, at: datetime) -> int:
    """Each night: the officers, once for each day by which a reply was due. How many partners are late."""
    with transaction.atomic():
        open_ones = Partner.objects.filter(~Exists(_REPLIED), ended_at=None, told_at=None)
        late = open_ones.filter(due_on__lt=timezone.localdate(at)).order_by("pk").select_for_update(of=("self",))
        areas = dict(late.values_list("pk", "area"))
        partners = Counter(areas.values())
        for area in Organisation.objects.filter(pk__in=partners).order_by("pk"):
            for officer in officers_of(area):
                tell(officer, "partners_late", at=at, path=reverse("start_up"), partners=partners[area.pk])
        Partner.objects.filter(pk__in=areas).update(told_at=at)
    return len(areas)
