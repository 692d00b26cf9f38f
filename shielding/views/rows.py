"""How do a request for contact and the services read as the components of a page?"""

from collections.abc import Iterable

from django.urls import reverse

from contactpoint.pages.components import Action, Row
from registry.brokering import Service
from registry.views.reading import telephone
from shielding.asking_services import AskedOf, Asker


def asker_rows(asker: Asker, urgency: str, *, why: str = "") -> list[Row]:
    works = ", ".join(dict.fromkeys((asker.job_title, asker.employer, asker.organisation)))
    rows = (
        Row("Who asks", f"{asker.name}, {works}"),
        Row("Number on the account", telephone(asker.account_phone) or "None"),
        Row("Number to call back", telephone(asker.call_back)),
        Row("Needed", urgency),
        Row("Why", why),
    )
    return [row for row in rows if row.value]


def service_choices(services: Iterable[Service]) -> list[tuple[str, str]]:
    return [(one.key, _words(one)) for one in services]


def service_hints(services: Iterable[Service]) -> dict[str, str]:
    return {one.key: _hint(one) for one in services}


def _hint(one: Service) -> str:
    how = "Answers here" if one.practitioner else f"You ring {one.phone or one.email or 'them'} and record the answer"
    return f"Sensitive service. {how}" if one.sensitive else how


def _words(one: Service) -> str:
    return ", ".join(part for part in (one.name, one.role, one.service, one.organisation) if part)


def asked_rows(asked: Iterable[AskedOf]) -> list[Row]:
    return [_asked_row(one) for one in asked]


def _asked_row(one: AskedOf) -> Row:
    words = _words(one.service)
    if one.waits_for != "officer":
        return Row(words, one.answer or f"Waits for {one.waits_for}")
    record = Action("Record the answer", reverse("record_answer", args=[one.id]), f"of {words}")
    return Row(words, telephone(one.service.phone) or "Waits for you to ask", [record])
