"""Who are the tests about?

Pat is a social worker in Liverpool, Tara a teacher there, Hana a health visitor in Manchester; Olga may override a
shield. Each is fully vetted and has an authenticator app. `person(...)` makes anybody else, and takes something away.
"""

from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from accounts import agreement, codes, roles
from accounts.models import AccountState, Closure, Kind, Organisation, Practitioner, Stage
from accounts.secrets import belonging_to
from accounts.stepup import PROVED
from accounts.switches import close
from accounts.vetting import Seen, vet
from registry.starting_up import signed_from_the_beginning

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACK_END = "accounts.back_end.PasswordBackend"
_numbers = count(1)


@cache
def hashed_password(hasher: str) -> str:
    """Once for a run: hashing is slow on purpose."""
    return make_password(PASSWORD)


def organisation(
    name: str, code: str, *, kind: str = Kind.AUTHORITY, stage: str = Stage.EARLY_ADOPTER, **more: Any
) -> Organisation:
    phones = {"team_phone": "0151 496 0341", "team_phone_out_of_hours": "0808 157 0341"}
    found, made = Organisation.objects.get_or_create(
        kind=kind, code=code, defaults={"name": name, "stage": stage, **phones, **more}
    )
    if made and kind == Kind.AUTHORITY and stage not in (Stage.PREPARING, Stage.SHIELDING):
        signed_from_the_beginning([found.pk], at=timezone.now())
    return found


def liverpool() -> Organisation:
    return organisation("Liverpool", "341")


def manchester() -> Organisation:
    return organisation("Manchester", "352")


def national_team() -> Organisation:
    return organisation("ContactPoint national team", "NATIONAL", kind=Kind.NATIONAL_TEAM, stage=Stage.PREPARING)


def barnardos() -> Organisation:
    return organisation("Barnardo's", "BARNARDOS", kind=Kind.NATIONAL_PARTNER)


def school() -> Organisation:
    return organisation("Mossley Hill School", "3412001", kind=Kind.SUPPLYING_BODY, sector="education")


def person(
    forename: str,
    role: str,
    *,
    where: Organisation | None = None,
    employer: Organisation | None = None,
    job_title: str = "Social worker",
    lacks: str = "",
    at: datetime | None = None,
) -> Practitioner:
    """Somebody with that role and everything it takes but what they lack: the code of a lapse (accounts.access)."""
    at, number = at or timezone.now(), next(_numbers)
    where = where or liverpool()
    made = Practitioner.objects.create(
        email=f"{forename.lower()}.{number}@example.org",
        forename=forename,
        surname="Example",
        job_title=job_title,
        organisation=where,
        employer=employer or where,
        account_state=AccountState.SUSPENDED if lacks == "account" else AccountState.ACTIVE,
        password=hashed_password(settings.PASSWORD_HASHERS[0]),
    )
    roles.give(made, role, where)
    vet(made, seen(lacks, number, at=at), by=None, at=at)
    if lacks != "agreement":
        agreement.accept(made, at=at)
    if lacks != "second_factor":
        codes.add_app(made, SECRET)
    if lacks == "invited":  # every step is done, and there is no room yet (R-ORG-2)
        made.account_state = AccountState.INVITED
        made.save(update_fields=["account_state"])
    return made


def seen(lacks: str, number: int, *, at: datetime) -> Seen:
    today = timezone.localdate(at)
    return Seen(
        identity_on=None if lacks == "identity" else today - timedelta(days=40),
        disclosure_number=f"{number:012}",
        clearance_issued_on=today - relativedelta(years=3 if lacks == "clearance" else 1),
        trained_on=None if lacks == "training" else today - timedelta(days=30),
    )


def operator(**more: Any) -> Practitioner:
    """Runs the service and sees no child."""
    return person("Opal", "operator", job_title="Operator", where=national_team(), **more)


def closed(organisation: Organisation | None, *, at: datetime | None = None) -> Closure:
    """A switch that an operator has thrown: of one organisation, or with None of everything."""
    return close(organisation, because="A laptop was stolen", by=operator(), at=at or timezone.now())


def social_worker(**more: Any) -> Practitioner:
    return person("Pat", "practitioner", **more)


def teacher(**more: Any) -> Practitioner:
    return person("Tara", "practitioner", job_title="Teacher", employer=school(), **more)


def health_visitor(**more: Any) -> Practitioner:
    return person("Hana", "practitioner", job_title="Health visitor", where=manchester(), **more)


def override_holder(**more: Any) -> Practitioner:
    return person("Olga", "override", job_title="Police officer", **more)


def sign_in(client: Client, who: Practitioner) -> None:
    """Signed in, without the pages of it: tests of other things begin here."""
    client.force_login(who, backend=BACK_END)


def prove(client: Client, who: Practitioner) -> None:
    """Signed in already; has given a code just now, too, as pages behind `proved_recently` ask (SEC-14)."""
    session = client.session
    session[PROVED] = {"by": str(who.pk), "at": timezone.now().timestamp()}
    session.save()


def code(who: Practitioner, *, at: datetime | None = None) -> str:
    """A code that the person's app shows, and that was not used yet."""
    app = Authenticator.objects.get(user=who, type=Authenticator.Type.TOTP)
    with belonging_to(who):
        usable = codes.usable(app, at=at or timezone.now())
    assert usable, "two codes were used in the last minute"
    return usable
