"""Every page about how long a record is kept, and about the archive, in every state: as whom, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Practitioner
from registry import keeping, releases
from registry.archiving import archive_due
from registry.extending import Consent, ExtendedFor, How
from registry.models import Archived, Child, Ground, Returning
from tests import people
from tests.registry import children
from tests.registry.pages.states import url

WHY: Final = "Review 14/2030: who worked with the family?"
CONSENT: Final = Consent(ExtendedFor.CARE_LEAVER, "John himself", date(2026, 1, 2), How.WRITING, "Dora Example")
CONSENTED: Final = {
    "because": "care_leaver",
    "by": "John himself",
    "on_day": "2",
    "on_month": "1",
    "on_year": "2026",
    "how": "writing",
    "seen_by": "Dora Example",
    "told": "on",
}


@dataclass
class Keepers:
    """Dora, a data officer, and two operators of the national team."""

    dora: Practitioner = field(default_factory=lambda: people.person("Dora", "data_officer"))
    opal: Practitioner = field(default_factory=people.operator)
    otto: Practitioner = field(default_factory=people.operator)

    def aged(self, years: int) -> UUID:
        child = children.john(at=timezone.now())
        born = timezone.localdate() - relativedelta(years=years)
        Child.objects.filter(pk=child).update(date_of_birth=born)
        return child

    def archived(self) -> UUID:
        child = self.aged(18)
        archive_due(at=timezone.now())
        return child

    def long_archived(self) -> UUID:
        child = self.archived()
        Archived.objects.update(on=timezone.localdate() - relativedelta(years=1))
        return child

    def consented(self) -> UUID:
        child = self.aged(19)
        keeping.record_consent(child, CONSENT, by=self.dora, at=timezone.now())
        return child

    def away(self) -> UUID:
        child = self.aged(9)
        on = timezone.localdate() - relativedelta(years=1)
        keeping.leave_england(child, on=on, returning=Returning.NOT_INTENDED, by=self.dora, at=timezone.now())
        return child

    def asked(self) -> UUID:
        number = Child.objects.get(pk=self.long_archived()).number
        ground = Ground.SERIOUS_CASE
        return releases.ask_release(number, ground=ground, because=WHY, by=self.dora, at=timezone.now())

    def released(self) -> UUID:
        release = self.asked()
        for who in (self.opal, self.otto):
            releases.answer(release, agrees=True, by=who, at=timezone.now())
        return release


def listed(keepers: Keepers) -> str:
    keepers.archived()
    return url("archived_records")


def listed_releases(keepers: Keepers) -> str:
    keepers.released()
    return url("archive_releases")


State = Callable[[Keepers], str]
OFFICERS: Final[dict[str, State]] = {
    "find kept": lambda _: url("find_kept"),
    "kept": lambda keepers: url("view_kept", keepers.aged(9)),
    "kept by consent": lambda keepers: url("view_kept", keepers.consented()),
    "kept away": lambda keepers: url("view_kept", keepers.away()),
    "kept in the archive": lambda keepers: url("view_kept", keepers.archived()),
    "record consent": lambda keepers: url("record_consent", keepers.aged(17)),
    "withdraw extension": lambda keepers: url("withdraw_extension", keepers.consented()),
    "leave England": lambda keepers: url("leave_england", keepers.aged(9)),
    "no archive": lambda _: url("archived_records"),
    "archive": listed,
    "read archived": lambda keepers: url("read_archived", keepers.archived()),
    "no releases": lambda _: url("archive_releases"),
    "releases": listed_releases,
    "ask release": lambda _: url("ask_release"),
    "release asked": lambda keepers: url("view_release", keepers.asked()),
    "released": lambda keepers: url("view_release", keepers.released()),
}
NATIONAL: Final[dict[str, State]] = {
    "releases to answer": listed_releases,
    "answer release": lambda keepers: url("view_release", keepers.asked()),
}
