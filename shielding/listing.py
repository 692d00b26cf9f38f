"""How does a child whom a partner named come on the start-up list, hidden from that moment? (R-SHIELD-9)

Who has a record is hidden at once, as at anybody's request. Who has none is expected (registry.expecting), until an
officer finds the record that came, hidden, or takes back what was entered by mistake.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry import expecting
from registry.assertion import Assertion
from registry.disclosure import NotThere
from registry.for_officers import require_officer
from registry.shields import is_shielded
from registry.visible import children_of_area
from shielding import asking
from shielding.models import ListedChild, Partner, Shield, Sort
from shielding.partners import list_changed, partner_of_area
from shielding.words import Asker

ASKERS: Final = {Sort.REFUGES: Asker.REFUGE, Sort.POLICE: Asker.POLICE}


class NoSuchHiddenRecord(Exception):
    def __init__(self) -> None:
        super().__init__("Enter the number of a hidden record of your area that this partner’s list does not hold yet")


def hide_listed(
    partner: UUID, child: UUID, *, why: str, evidence: str, by: Practitioner, at: datetime, hide_carers: bool = False
) -> Shield:
    """The partner asks for it. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = partner_of_area(partner, by=by, at=at)
        list_changed(row.area, at=at)
        request = _request(row, why=why, evidence=evidence)
        shield, _ = asking.ask(child, request, by=by, at=at, hide_carers=hide_carers)
        named = {"partner": row, "child_id": shield.child_id}  # the record that stands for the child now
        listed, new = ListedChild.objects.get_or_create(**named, defaults={"by": by, "at": at})
        if new:
            _record("listed", listed, by=by, at=at, expected=False)
    return shield


def expect_listed(partner: UUID, said: Assertion, *, by: Practitioner, at: datetime) -> UUID:
    """A child without a record that the officer knows of: the net hangs from this moment. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = partner_of_area(partner, by=by, at=at)
        list_changed(row.area, at=at)
        expected = expecting.expect(said, area=row.area, by=by, at=at)
        listed = ListedChild.objects.create(partner=row, expected=expected, by=by, at=at)
        _record("listed", listed, by=by, at=at, expected=True)
    return listed.pk


def has_come(listed: UUID, number: str, *, by: Practitioner, at: datetime) -> None:
    """The record by this number is the expected child's, and hidden. Raises NotYours, NotThere, NoSuchHiddenRecord."""
    with transaction.atomic():
        row = expected_of_area(listed, by=by, at=at, lock=True)
        list_changed(row.partner.area, at=at)
        child = children_of_area(row.partner.area).select_for_update(no_key=True).filter(number=number).first()
        if child is None or not is_shielded(child.pk) or row.partner.listed.filter(child=child).exists():
            raise NoSuchHiddenRecord
        assert row.expected is not None  # noqa: S101 - tells the type
        expecting.expect_no_more(row.expected, at=at)
        ListedChild.objects.filter(pk=row.pk).update(child=child, came_at=at)
        _record("came", row, by=by, at=at, child=child.number)


def take_back(listed: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """The expected child was entered by mistake: the net is lifted. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = expected_of_area(listed, by=by, at=at, lock=True)
        list_changed(row.partner.area, at=at)
        assert row.expected is not None  # noqa: S101 - tells the type
        expecting.expect_no_more(row.expected, at=at)
        ListedChild.objects.filter(pk=row.pk).update(taken_back_by=by, taken_back_at=at)
        _record("taken_back", row, by=by, at=at, words=because)


def expected_of_area(listed: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> ListedChild:
    """One who is still expected in the officer's own area. Raises NotYours, NotThere."""
    require_officer(by, at=at)
    rows = ListedChild.objects.filter(partner__area=by.organisation, child=None, taken_back_at=None)
    rows = rows.select_related("partner__area")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=listed).first()
    if found is None:
        raise NotThere
    return found


def _request(partner: Partner, *, why: str, evidence: str) -> asking.Request:
    asker = ASKERS.get(Sort(partner.sort), Asker.PRACTITIONER)
    name = f"{partner.contact}, {partner.body}"
    return asking.Request(asker, name, partner.phone or partner.email, why, evidence)


def _record(
    what: str,
    listed: ListedChild,
    *,
    by: Practitioner,
    at: datetime,
    child: str = "",
    words: str = "",
    **facts: bool,
) -> None:
    told = {"listed": str(listed.pk), "partner": str(listed.partner_id), **facts}
    record(f"start_up.{what}", at=at, actor=actor(by), facts=told, child_number=child, words=words)
