"""Whether a child has no sensitive service or two, every page of everybody else is the same (SEC-9, R-INV-2)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Practitioner
from registry.assertion import but
from registry.disclosure import give_reason
from registry.involving import record_involvement
from registry.models import Involvement, Reason, WhoWithdrew
from registry.withdrawing import withdraw_for_service, withdraw_own
from tests import people
from tests.registry import children
from tests.registry.children import SENSITIVE
from tests.registry.matching import waiting
from tests.registry.pages.comparing import plain
from tests.registry.pages.states import url
from tests.registry.work import NURSING
from tests.shielding.contact_requests import asks, counsellor, counsels, statements
from tests.shielding.pages.broker_states import browser_of

pytestmark = pytest.mark.django_db
ON_A_RECORD = (
    *("view_child", "ask_whether_involved", "name_lead", "flag_caf", "state_reason"),
    *("record_involvement", "record_sensitive_involvement", "record_colleague_involvement"),
)
OF_A_PRACTITIONER = ("home", "my_children", "my_requests", "notices", "your_team")
OF_A_DATA_OFFICER = ("home", "matches", "merges", "unconfirmed_records", "notices")
SEARCH = {"forename": "John", "surname": "Smith", "born_year": "2017"}
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"(?<!\d)\d{3}[ \N{NO-BREAK SPACE}]\d{3}[ \N{NO-BREAK SPACE}]\d{4}(?!\d)")
TOKEN = re.compile(r"\b[0-9a-f]{32}\b")  # bound to the child, whatever it is of
TIMES = re.compile(r"\b\d{1,2}:\d\d(?:[ap]m)?\b|midday|midnight")


@dataclass
class Cast:
    """Pat looks; Tara works with the child too; Dora matches, Ada audits; Mark is Hana's officer in Manchester.

    Connie counsels, and Shona shields where the child lives.
    """

    pat: Practitioner
    tara: Practitioner
    dora: Practitioner
    ada: Practitioner
    hana: Practitioner
    mark: Practitioner
    connie: Practitioner
    shona: Practitioner


@pytest.fixture
def them(db: None) -> Cast:
    children.surroundings()
    return Cast(
        pat=people.social_worker(),
        tara=people.teacher(),
        dora=people.person("Dora", "data_officer"),
        ada=people.person("Ada", "auditor"),
        hana=people.health_visitor(),
        mark=people.person("Mark", "shielding_officer", where=people.manchester()),
        connie=counsellor(),
        shona=people.person("Shona", "shielding_officer"),
    )


def with_none(them: Cast, at: datetime) -> UUID:
    return children.john(at=at)


def with_two(them: Cast, at: datetime) -> UUID:
    """One from a feed, which says that it leads, one recorded by its practitioner."""
    child = children.john(at=at, services=(*children.JOHN.services, SENSITIVE))
    counsels(them.connie, child, at=at - timedelta(minutes=5))
    return child


def with_two_withdrawn(them: Cast, at: datetime) -> UUID:
    child = with_two(them, at)
    for row in Involvement.objects.filter(child=child, sensitive=True):
        if row.practitioner:
            withdraw_own(row.pk, who=WhoWithdrew.CHILD, by=them.connie, at=at)
        else:
            withdraw_for_service(child, row.pk, who=WhoWithdrew.CHILD, by=them.shona, at=at)
    return child


class Walk:
    """Everything that everybody else can look at, and what was asked of the database for it."""

    def __init__(self, child: UUID) -> None:
        self.child = child
        self.pages: dict[str, str] = {}
        self.asked: dict[str, list[str]] = {}

    def look(self, client: Client, what: str, where: str, sent: dict[str, str] | None = None) -> None:
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(where, sent, follow=True) if sent else client.get(where)
        assert answer.status_code == 200, what
        page = plain(answer.content)
        for varies in (ID, NUMBER, TOKEN, TIMES):
            page = varies.sub("*", page)
        self.pages[what], self.asked[what] = page, statements(asked)


def walked(child: UUID, them: Cast, *, shielded: bool, at: datetime) -> Walk:
    """Tara records her own involvement and everybody looks; Hana asks, through a team that is not responsible."""
    walk = Walk(child)
    clients = {name: browser_of(getattr(them, name)) for name in ("pat", "tara", "dora", "ada", "hana", "mark")}
    for who in (them.pat, them.tara, them.hana):
        give_reason(child, reason=Reason.PROVIDING, viewer=who, at=at)
    record_involvement(child, NURSING, by=them.tara, at=at)
    if shielded:
        children.shield(child, at=at)
    walk.look(clients["pat"], "search", url("find_child"), SEARCH)
    for name in ON_A_RECORD[:2] if shielded else ON_A_RECORD:
        walk.look(clients["pat"], name, url(name, child))
    request = asks(them.hana, child, at=at)
    for name in OF_A_PRACTITIONER:
        walk.look(clients["tara"], f"{name} of Tara", url(name))
    walk.look(clients["hana"], "my_requests of Hana", url("my_requests"))
    walk.look(clients["mark"], "queue of the own team", url("contact_requests"))
    walk.look(clients["mark"], "request at the own team", url("view_contact_request", request.pk))
    if not shielded:
        walk.look(clients["dora"], "a match", url("review_match", waiting(near=[child], at=at)))
    for name in OF_A_DATA_OFFICER:
        walk.look(clients["dora"], f"{name} of Dora", url(name))
    walk.look(clients["ada"], "home of Ada", url("home"))
    return walk


def differences(one: Walk, other: Walk) -> dict[str, list[str]]:
    """By the page: the lines of it, and the statements, that are not in both."""
    both = {what: (_lines(one, what), _lines(other, what)) for what in one.pages}
    return {what: sorted(set(these) ^ set(those)) for what, (these, those) in both.items() if these != those}


def _lines(walk: Walk, what: str) -> list[str]:
    return [*walk.pages[what].splitlines(), *walk.asked[what]]


@pytest.mark.parametrize("shielded", [False, True])
def test_every_page_is_the_same_with_no_sensitive_service_and_with_two(
    shielded: bool, them: Cast, now: datetime, no_second_look: None
) -> None:
    walks = []
    for world in (with_none, with_two) if shielded else (with_none, with_two, with_two_withdrawn):
        with transaction.atomic():
            walks.append(walked(world(them, now), them, shielded=shielded, at=now))
            transaction.set_rollback(True)
    none, *others = walks
    assert len(none.pages) > 15
    assert [differences(none, other) for other in others] == [{} for _ in others]


def test_the_comparison_would_see_an_ordinary_service(them: Cast, now: datetime) -> None:
    """So that it proves something."""
    ordinary = but(SENSITIVE, sensitive=False, consent_basis="", consent_on=None, lead=False)
    walks, pat = [], browser_of(them.pat)
    for services in ((), (ordinary,)):
        walk = Walk(children.john(at=now, services=services))
        give_reason(walk.child, reason=Reason.PROVIDING, viewer=them.pat, at=now)
        for name in ON_A_RECORD:
            walk.look(pat, name, url(name, walk.child))
        walks.append(walk)
    assert set(differences(*walks)) == {"view_child", "name_lead"}
