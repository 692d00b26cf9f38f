"""With which children does an authority's social care work? DfE's Children in Need census (docs/feeds/cin.md).

It carries no names: a row finds its child by pupil number alone, or waits for a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO

from lxml import etree

from feeds.formats import raw as kept
from feeds.formats import values
from feeds.formats.row import LONGEST_LIST, BadRow, BadValue, FeedError, Raw, Read, Reading, Row
from feeds.formats.xml import Element, below_header, child_text, children, line_of
from feeds.reasons import Reason
from registry.assertion import Assertion, ServiceSaid

MADE_AT, SENDER = "Header/Source/DateTime", "Header/Source/LEA"  # of the file, beside what is said of a child
READ = kept.paths("""
    ChildIdentifiers/LAchildID ChildIdentifiers/UPN ChildIdentifiers/FormerUPN ChildIdentifiers/PersonBirthDate
    ChildIdentifiers/ExpectedPersonBirthDate ChildIdentifiers/Sex ChildIdentifiers/GenderCurrent
    ChildIdentifiers/PersonDeathDate
    CINdetails/CINreferralDate CINdetails/CINclosureDate CINdetails/ReferralNFA
""")
UNDERSTOOD = frozenset(("UPNunknown",))  # says only why there is no pupil number
SERVICE, TEAM = "Social care", "Children's social care"


@dataclass(frozen=True)
class Sender:
    """Who made the file, and when."""

    made_at: datetime
    authority: str


def read(stream: BinaryIO, reading: Reading) -> Iterator[Read]:
    """Rows, then the end. Raises FeedError."""
    header, row = partial(_sender, reading=reading), partial(_read_child, reading=reading)
    return below_header(stream, root="Message", unit="Child", header=header, row=row)


def again(raw: Raw, line: int, reading: Reading) -> Row | BadRow:
    """One child whom a person put right."""
    try:
        made_at = values.instant(raw.get(MADE_AT, ""), MADE_AT, now=reading.now)
        child = kept.to_element({k: v for k, v in raw.items() if k not in (MADE_AT, SENDER)}, "Child")
        return _child(child, line, Sender(made_at, raw.get(SENDER, "").strip()), reading, ())
    except BadValue as error:
        return BadRow(line, error.reason, error.field, raw=raw)


def _sender(header: Element, reading: Reading) -> Sender:
    source = next(children(header, "Source"), etree.Element("Source"))
    try:
        return Sender(
            values.instant(child_text(source, "DateTime"), "DateTime", now=reading.now), child_text(source, "LEA")
        )
    except BadValue as error:
        raise FeedError(Reason.NO_DATE) from error


def _read_child(child: Element, sender: Sender, reading: Reading) -> Row | BadRow:
    line = line_of(child)
    dropped = tuple(name for name in kept.unread(child, READ) if name not in UNDERSTOOD)
    try:
        return _child(child, line, sender, reading, dropped)
    except BadValue as error:
        cells = {MADE_AT: sender.made_at.isoformat(), SENDER: sender.authority} | dict(kept.of_element(child, READ))
        return BadRow(line, error.reason, error.field, dropped, kept.raw_cells(cells.items()))


def _child(child: Element, line: int, sender: Sender, reading: Reading, dropped: tuple[str, ...]) -> Row:
    who = next(children(child, "ChildIdentifiers"), etree.Element("ChildIdentifiers"))
    if child_text(who, "ExpectedPersonBirthDate") and not child_text(who, "PersonBirthDate"):
        raise BadValue(Reason.UNBORN, "ExpectedPersonBirthDate")
    authority = values.authority(sender.authority, SENDER, reading)
    case = values.text(child_text(who, "LAchildID"), "LAchildID", most=24)
    if not case:
        raise BadValue(Reason.KEY_MISSING, "LAchildID")
    key = f"{authority}/{case}"
    numbers = {
        "local_case": key,
        "upn": values.pupil_number(child_text(who, "UPN"), "UPN"),
        "former_upn": values.pupil_number(child_text(who, "FormerUPN"), "FormerUPN"),
    }
    assertion = Assertion(
        date_of_birth=values.birth_day(child_text(who, "PersonBirthDate"), "PersonBirthDate", today=reading.today),
        gender=values.gender(child_text(who, "Sex") or child_text(who, "GenderCurrent"), "Sex"),
        date_of_death=values.past_day(child_text(who, "PersonDeathDate"), "PersonDeathDate", today=reading.today),
        services=tuple(_services(child, reading)),
        identifiers={scheme: (value,) for scheme, value in numbers.items() if value},
    )
    values.in_order(assertion.date_of_birth, assertion.date_of_death, "PersonDeathDate")
    return Row(line, key, sender.made_at, assertion, authority, dropped)


def _services(child: Element, reading: Reading) -> Iterator[ServiceSaid]:
    """Each episode from its referral to its closure. A referral on which nothing was done began no involvement."""
    episodes = list(children(child, "CINdetails"))
    if len(episodes) > LONGEST_LIST:
        raise BadValue(Reason.VALUE_TOO_LONG, "CINdetails")
    for episode in episodes:
        nothing_done = values.truth(child_text(episode, "ReferralNFA"), "ReferralNFA")
        started = values.stated_day(child_text(episode, "CINreferralDate"), "CINreferralDate", today=reading.today)
        ended = values.past_day(child_text(episode, "CINclosureDate"), "CINclosureDate", today=reading.today)
        values.in_order(started, ended, "CINclosureDate")
        if not nothing_done:
            yield ServiceSaid("social_care", SERVICE, started, TEAM, ended_on=ended)
