"""What can happen to a shielded child, in any order, and what must never follow from it? (SEC-4, R-SHIELD-1, 2, 3)

Deliveries of four sources come through the feeds' own code, officers and practitioners act on the pages. The machine
knows the truth: of whom each statement speaks, and who is hidden. Officers answer as the truth is; once a child is
hidden they see to it that every record of it is.
"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bench.at_rest import found_at_rest
from feeds.advance import finish
from feeds.receive import receive
from registry import handing_over, statements
from registry.models import Child, ChildName, Involvement, Merge, Source, Status, WaitingRow
from registry.record import rebuild
from registry.shields import put_on, shielded_among, take_off
from registry.waiting import content_of
from tests import people
from tests.canary import offices
from tests.canary.invented import (
    FIRST_DAY,
    FORENAMES,
    NEWS,
    RESTRICTED,
    SLIPS,
    SOURCES,
    Invented,
    Nursery,
    Saying,
    delivery,
)
from tests.canary.offices import SENT_ON, Browser
from tests.feeds.conftest import make_world
from tests.registry import children as surroundings
from tests.registry.matching import everything_about

ANY_SOURCE: Final = st.sampled_from(SOURCES)
PICK: Final = st.integers(0, 999)
TYPED: Final = "1 Hearsay Lane"  # where whoever adds a child by hand believes that it lives
MOST_OVERRIDES: Final = 5  # of a day, before somebody's account is looked into
LOOK_EVERY: Final = 8  # steps: pages are dear, the rest is looked at after every step
LISTS: Final = ("matches", "merges", "unconfirmed_records")
OPEN: Final = (Status.OPEN, Status.UNCONFIRMED)


@dataclass
class Office:
    """The browsers of everybody who acts, and of those who only look."""

    pat: Browser
    paula: Browser
    vera: Browser
    olga: Browser
    opal: Browser
    wendy: Browser  # a shielding officer of Wigan, where no child lives
    data: list[Browser]  # two of Liverpool, two of Manchester
    shielding: list[Browser]

    @classmethod
    def opened(cls) -> "Office":
        def one(name: str, role: str, where: Any = None, **more: Any) -> Browser:
            return Browser(people.person(name, role, where=where, **more))

        away = people.manchester()
        return cls(
            pat=one("Pat", "practitioner"),
            paula=one("Paula", "practitioner"),
            vera=one("Vera", "practitioner"),
            olga=one("Olga", "override"),
            opal=Browser(people.operator()),
            wendy=one("Wendy", "shielding_officer", people.organisation("Wigan", "359")),
            data=[one("Dora", "data_officer"), one("Dan", "data_officer"),
                  one("Mia", "data_officer", away), one("Max", "data_officer", away)],
            shielding=[one("Shona", "shielding_officer"), one("Simon", "shielding_officer"),
                       one("Mark", "shielding_officer", away), one("Mona", "shielding_officer", away)],
        )  # fmt: skip

    def lookers(self) -> list[Browser]:
        """Who must see nothing of a child hidden in Liverpool or Manchester."""
        return [self.vera, self.wendy, self.data[0], self.data[2]]


@dataclass
class Joined:
    """A merge as the machine remembers it."""

    hidden_before: set[int]
    shielded_since: bool = False


@dataclass
class Model:
    """The truth."""

    hidden: set[int] = field(default_factory=set)  # numbers of the children
    shielded: set[UUID] = field(default_factory=set)  # records
    of_key: dict[str, int] = field(default_factory=dict)  # part of a key -> child
    of_statement: dict[UUID, int] = field(default_factory=dict)
    joined: dict[UUID, Joined] = field(default_factory=dict)  # by merge
    typed: set[str] = field(default_factory=set)
    lifting: bool = False


def prepared() -> type["Machine"]:
    """The machine, with the areas, sources and people that all its examples share."""
    make_world()
    surroundings.source("by-hand", "Entered by a practitioner")
    Machine.office = Office.opened()
    Machine.ran.clear()
    return Machine


class Machine(RuleBasedStateMachine):
    """Each example is taken back at its end."""

    ran: ClassVar[Counter[str]] = Counter()  # steps by rule, of all examples together

    office: ClassVar[Office]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.pat, self.paula = self.office.pat, self.office.paula
        self.nursery = Nursery()
        self.model = Model()
        self.day = 0
        self.steps = 0
        self.overrides = 0
        self.sound = False  # while a step is taken, and after one that failed

    def teardown(self) -> None:
        try:
            if self.sound:
                self.look_everywhere()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    # -- what is there to begin with

    @initialize(source=ANY_SOURCE, both=st.booleans())
    def a_shielded_child_and_another(self, source: str, both: bool) -> None:
        zora, other = self.nursery.child(), self.nursery.child()
        self._deliver(source, [(zora, "same"), (other, "same")])
        self._shield({zora.number} | ({other.number} if both else set()))
        self.settle_truth()

    # -- deliveries

    @rule(source=ANY_SOURCE, who=PICK, slip=st.sampled_from(NEWS))
    def says_something_new(self, source: str, who: int, slip: str) -> None:
        self._step("says_something_new")
        self._deliver(source, [(self._child(who), slip)])

    @rule(source=ANY_SOURCE, who=PICK, slip=st.sampled_from(SLIPS))
    def says_it_wrongly(self, source: str, who: int, slip: str) -> None:
        self._step("says_it_wrongly")
        self._deliver(source, [(self._child(who), slip)])

    @rule(source=ANY_SOURCE, who=PICK, slip=st.sampled_from((*NEWS, *SLIPS)))
    def says_it_under_a_new_key(self, source: str, who: int, slip: str) -> None:
        """As in March 2009."""
        self._step("says_it_under_a_new_key")
        child = self._child(who)
        child.keys[source] += 1
        self._deliver(source, [(child, slip)])

    @rule(who=PICK, new_key=st.booleans())
    def says_that_it_must_be_hidden(self, who: int, new_key: bool) -> None:
        self._step("says_that_it_must_be_hidden")
        child = self._child(who)
        child.keys["health-demographics"] += new_key
        self._deliver("health-demographics", [(child, RESTRICTED)])

    @rule(source=ANY_SOURCE, slips=st.lists(st.sampled_from((*NEWS, *SLIPS)), min_size=1, max_size=8))
    def everybody(self, source: str, slips: list[str]) -> None:
        """A whole file, of all whom the source knows or could know."""
        self._step("everybody")
        each = [(child, slips[n % len(slips)]) for n, child in enumerate(self.nursery.children)]
        self._deliver(source, [(child, "same" if slip == "stale" else slip) for child, slip in each])

    @precondition(lambda self: len(self.nursery.children) < len(FORENAMES) - 1)
    @rule(source=ANY_SOURCE, who=PICK, twin=st.booleans())
    def somebody_new(self, source: str, who: int, twin: bool) -> None:
        self._step("somebody_new")
        made = self.nursery.twin(self._child(who)) if twin else self.nursery.child()
        self._deliver(source, [(made, "same")])

    def _deliver(self, source: str, rows: list[tuple[Invented, str]]) -> None:
        self.day += 1
        on = FIRST_DAY + timedelta(days=self.day)
        sayings = [self._saying(child, slip, source, on) for child, slip in rows]
        content = delivery(source, sayings)
        self.model.of_key |= {saying.child.key(source): saying.child.number for saying in sayings}
        now = timezone.now()
        known = Source.objects.get(code=source)
        received = receive(BytesIO(content), source=known, file_name="delivery", at=now)
        done = finish(received.pk, now=lambda: now)
        assert done.state == "done", (done.state, done.stopped_because)
        assert not done.quarantined, list(done.rows.values("reason_code", "field"))

    def _saying(self, child: Invented, slip: str, source: str, on: date) -> Saying:
        if slip == "moved":
            child.home = (child.number, child.home[1] + 1)
        elif slip == "renamed":
            child.surname = self.nursery.new_surname() or child.surname
        elif slip == "stale":
            on = FIRST_DAY - timedelta(days=30)
        return Saying(child, slip, on)

    # -- shields

    @precondition(lambda self: len(self.model.hidden) < len(self.nursery.children))
    @rule(who=PICK)
    def shield(self, who: int) -> None:
        self._step("shield")
        bare = [child.number for child in self.nursery.children if child.number not in self.model.hidden]
        self._shield({bare[who % len(bare)]})

    def _shield(self, numbers: set[int]) -> None:
        records = [record for record, about in self._records().items() if about & numbers]
        with transaction.atomic():
            put_on(records, because="test", by=self.office.shielding[0].who, at=timezone.now())
            rebuild(records)

    @precondition(lambda self: self.model.hidden)
    @rule(who=PICK)
    def lift(self, who: int) -> None:
        """Of a child, and of whoever's statements stand on the same records."""
        self._step("lift")
        hidden = sorted(self.model.hidden)
        numbers = self._together({hidden[who % len(hidden)]})
        records = [record for record, about in self._records().items() if about & numbers]
        with transaction.atomic():
            for record in shielded_among(records):
                take_off(record, because="test", by=self.office.shielding[0].who, at=timezone.now())
            rebuild(records)
        self.model.shielded -= set(records)
        self.model.hidden -= numbers
        before = everything_about(*records)
        rebuild(records)
        assert everything_about(*records) == before, "the record is not what the statements say"

    def _together(self, numbers: set[int]) -> set[int]:
        while more := {n for about in self._records().values() if about & numbers for n in about} - numbers:
            numbers = numbers | more
        return numbers

    # -- officers

    @precondition(lambda self: WaitingRow.objects.filter(ended_at=None).exists())
    @rule(which=PICK, careless=st.booleans())
    def decide(self, which: int, careless: bool) -> None:
        """By the two who may; carelessly only where nobody is hidden."""
        self._step("decide")
        rows = list(WaitingRow.objects.filter(ended_at=None).order_by("held_at", "delivery", "number"))
        row = rows[which % len(rows)]
        if row.authority_id is None:
            offices.decide_row(self.office.opal, row.pk, "refer", authority=str(people.liverpool().pk))
            return
        about = self._about(row)
        for browser in self._officers(row):
            if offices.waits(row.pk):
                page = offices.text_of(browser.get("review_match", row.pk))
                answer = self._answer(about, offices.offered(page), careless=careless)
                offices.decide_row(browser, row.pk, answer, authority=str(row.authority_id))

    def _officers(self, row: WaitingRow) -> list[Browser]:
        role = self.office.shielding if row.for_shielding else self.office.data
        return [one for one in role if one.who.organisation_id == row.authority_id]

    def _answer(self, about: int, offered: list[UUID], *, careless: bool) -> str:
        records = self._records()
        if careless and about not in self.model.hidden and not shielded_among(offered):
            return "different"
        true = next((one for one in offered if about in records.get(one, set())), None)
        if true:
            return f"same:{true}"
        return "cannot_tell" if about in self.model.hidden else "different"

    def _about(self, row: WaitingRow) -> int:
        return self._child_of_key(content_of(row).key)

    @precondition(lambda self: Child.objects.filter(status__in=OPEN).count() > 1)
    @rule(one=PICK, other=PICK)
    def merge(self, one: int, other: int) -> None:
        """Rightly, where there are two records of one child, and else wrongly."""
        self._step("merge")
        pair = self._pair(one, other)
        before = set(self.model.hidden)
        role = self.office.shielding if shielded_among(pair) else self.office.data
        for browser in role:
            if not offices.merged(*pair):
                offices.say_one_child(browser, *pair)
        made = Merge.objects.filter(kept__in=pair, closed__in=pair, at__isnull=False, undone_at=None).first()
        if made:
            self.model.joined[made.pk] = Joined(before)

    def _pair(self, one: int, other: int) -> tuple[UUID, UUID]:
        records = {record: about for record, about in self._records().items() if self._status(record) in OPEN}
        twice = [(a, b) for a in records for b in records if a < b and records[a] & records[b]]
        if twice:
            return twice[one % len(twice)]
        ids = sorted(Child.objects.filter(status__in=OPEN).values_list("pk", flat=True))
        first = ids.pop(one % len(ids))
        return first, ids[other % len(ids)]

    @precondition(lambda self: Merge.objects.filter(at__isnull=False, undone_at=None).exists())
    @rule(which=PICK)
    def split(self, which: int) -> None:
        self._step("split")
        merges = list(Merge.objects.filter(at__isnull=False, undone_at=None).order_by("at", "pk"))
        merge = merges[which % len(merges)]
        hidden = shielded_among([merge.kept_id, merge.closed_id])
        going = self._going(merge)
        for browser in self.office.shielding if hidden else self.office.data:
            merge.refresh_from_db()
            if merge.undone_at is None:
                offices.undo_merge(browser, merge.pk, going=going)
        merge.refresh_from_db()
        joined = self.model.joined.get(merge.pk)
        if merge.undone_at and joined and not joined.shielded_since:
            self.model.hidden &= joined.hidden_before

    def _going(self, merge: Merge) -> set[UUID]:
        """What came since and is of the record that returns."""
        came = {self.model.of_statement.get(UUID(one)) for one in merge.moved["source_records"]}
        stayed = {self.model.of_statement.get(UUID(one)) for one in merge.moved["stayed"]}
        return {one for one, about in self.model.of_statement.items() if about in came - stayed}

    # -- practitioners

    @rule(who=PICK)
    def add_by_hand(self, who: int) -> None:
        """Pat searches, finds nobody she means, and adds the child as she has heard of it; Dora confirms."""
        self._step("add_by_hand")
        child = self._child(who)
        born = {"born_day": str(child.born.day), "born_month": str(child.born.month), "born_year": str(child.born.year)}
        named = {"forename": child.forename, "surname": child.surname}
        search, _ = self.pat.search(**named, **born)
        self.model.typed |= {child.surname}
        gender = "female" if child.girl else "male"
        place = {"lines": TYPED, "town": "Liverpool", "postcode": "L15 9ZZ"}
        said = {**named, **born, **place, "gender": gender, "why": "not_known"}
        if self.pat.post("create_record", search, **said).status_code == SENT_ON:
            self.pat.post("check_record", search)
            self.model.of_key[str(search)] = child.number

    @precondition(lambda self: Child.objects.filter(status=Status.UNCONFIRMED).exists())
    @rule(which=PICK)
    def confirm_by_hand(self, which: int) -> None:
        self._step("confirm_by_hand")
        records = sorted(Child.objects.filter(status=Status.UNCONFIRMED).values_list("pk", flat=True))
        self.office.data[0].post("confirm_record", records[which % len(records)])

    @rule(which=PICK, sensitive=st.booleans())
    def say_own_work(self, which: int, sensitive: bool) -> None:
        """Pat works with the child, leads, and flags an assessment, where the pages let her."""
        self._step("say_own_work")
        record = self._open_record(which)
        if record is None or not self.pat.give_reason(record):
            return
        child = self._child(min(self._records().get(record) or {0}))
        word = child.own("mentoring")
        child.words |= {word, child.own("cafholder")}
        work = {"group": "other", "service": word, "role": "Mentor", "phone": "0151 496 0999", **_day("started_on")}
        if sensitive:
            work |= {"consent_basis": "child", "consent_by": word, **_day("consent_on")}
            self.pat.post("record_sensitive_involvement", record, **work)
            return
        self.pat.post("record_involvement", record, **work)
        page = offices.text_of(self.pat.get("name_lead", record))
        if chosen := offices.LEAD.search(page):
            self.pat.post("name_lead", record, involvement=chosen[1] or chosen[2], agreed="on")
        self.pat.post("flag_caf", record, holder=child.own("cafholder"), **_day("completed_on"))

    @precondition(lambda self: self._own_work())
    @rule(which=PICK)
    def end_own_work(self, which: int) -> None:
        self._step("end_own_work")
        mine = self._own_work()
        one = mine[which % len(mine)]
        child = self._child(min(self._records().get(one.child_id) or {0}))
        child.words.add(child.own("leftfor"))
        today = timezone.localdate()
        ended = {"ended_on_day": today.day, "ended_on_month": today.month, "ended_on_year": today.year}
        self.pat.post("end_involvement", one.pk, because=child.own("leftfor"), **ended)

    @precondition(lambda self: self._own_work())
    @rule()
    def hand_over(self) -> None:
        """Pat leaves her work to Paula, and they change chairs."""
        self._step("hand_over")
        pat, paula = self.pat, self.paula
        with transaction.atomic():
            handing_over.pass_on(
                practitioner=pat.who, hand_over_to=paula.who, by=self.office.data[0].who, at=timezone.now()
            )
        self.pat, self.paula = self.paula, self.pat

    def _own_work(self) -> list[Involvement]:
        return list(Involvement.objects.filter(practitioner=self.pat.who, ended_on=None).order_by("pk"))

    @precondition(lambda self: self.model.hidden and self.overrides < MOST_OVERRIDES)
    @rule(who=PICK, closes=st.booleans())
    def override(self, who: int, closes: bool) -> None:
        """Olga reads the hidden part, and closes the record or forgets to."""
        self._step("override")
        records = [one for one in self._hidden_records() if self._status(one) == Status.OPEN]
        if records:
            self.overrides += 1
            record = records[who % len(records)]
            offices.override(self.office.olga, record)
            if closes:
                self.office.olga.post("close_record", record)

    # -- what must hold

    @invariant()
    def nothing_follows_that_must_not(self) -> None:
        if not self.nursery.children:
            return
        self.no_shield_is_lost()
        self.no_open_record_speaks_of_a_hidden_child()
        self.one_name_lies_open()
        self.settle_truth()
        if self.steps % LOOK_EVERY == 0:
            self.look_everywhere()
        self.sound = True

    def no_shield_is_lost(self) -> None:
        now = shielded_among(Child.objects.values_list("pk", flat=True))
        assert self.model.shielded <= now, "a shield was lifted by what does not lift any"
        for record in now - self.model.shielded:
            for merge in Merge.objects.filter(kept=record, at__isnull=False, undone_at=None):
                if merge.pk in self.model.joined and merge.closed_id not in self.model.shielded:
                    self.model.joined[merge.pk].shielded_since = True
        self.model.shielded = now

    def no_open_record_speaks_of_a_hidden_child(self) -> None:
        for record, about in self._records().items():
            if self._status(record) == Status.OPEN and record not in self.model.shielded:
                assert not about & self.model.hidden, f"{record} is open and speaks of {about & self.model.hidden}"

    def one_name_lies_open(self) -> None:
        names = Counter(ChildName.objects.filter(child__in=self.model.shielded).values_list("child", flat=True))
        assert not [record for record, many in names.items() if many > 1], "a name beside the current one lies open"

    def settle_truth(self) -> None:
        """Whoever stands on a shielded record is hidden from now on: officers shield the other records of theirs."""
        records = self._records()
        numbers = {n for record, about in records.items() if record in self.model.shielded for n in about}
        numbers |= {n for n in self.model.hidden if not any(n in about for about in records.values())}
        if bare := {r for r, about in records.items() if about & numbers} - self.model.shielded:
            with transaction.atomic():
                put_on(bare, because="test", by=self.office.shielding[0].who, at=timezone.now())
                rebuild(bare)
            self.no_shield_is_lost()
            self.settle_truth()
            return
        self.model.hidden = numbers

    def look_everywhere(self) -> None:
        if words := self.hidden_words():
            kept = found_at_rest(words)
            assert kept == set(), f"lies in the clear: {kept}"
            with transaction.atomic():
                self.look_at_pages(words)
                self.search_finds_by_the_open_part()
                transaction.set_rollback(True)

    def hidden_words(self) -> set[str]:
        """What of hidden children may stand nowhere, and of nobody else."""
        hidden = [child for child in self.nursery.children if child.number in self.model.hidden]
        others = [child for child in self.nursery.children if child.number not in self.model.hidden]
        current = ChildName.objects.filter(kind="current").values_list("forename", "surname")
        shown = {part for names in current for part in names} | self.model.typed
        names = {name for child in hidden for name in child.surnames} - shown
        words = {word for child in hidden for word in child.words}
        return (words | names) - {word for child in others for word in child.words | child.surnames}

    def look_at_pages(self, words: set[str]) -> None:
        for browser in self.office.lookers():
            for where, page in self._pages_of(browser):
                found = {word for word in words if _stands(word, page)}
                assert not found, f"{browser.who.forename} reads {found} at {where}"

    def _pages_of(self, browser: Browser) -> list[tuple[str, str]]:
        if browser is self.office.vera:
            return [(f"record {record}", browser.record(record)) for record in self._hidden_records()[:3]]
        pages = [(name, offices.text_of(browser.get(name))) for name in LISTS]
        for row in WaitingRow.objects.filter(ended_at=None, authority=browser.who.organisation_id)[:3]:
            pages.append((f"row {row.pk}", offices.text_of(browser.get("review_match", row.pk))))
        for merge in Merge.objects.filter(at__isnull=False, undone_at=None)[:3]:
            pages.append((f"merge {merge.pk}", offices.text_of(browser.get("undo_merge", merge.pk))))
        return pages

    def search_finds_by_the_open_part(self) -> None:
        for record in self._hidden_records()[:2]:
            row = Child.objects.get(pk=record)
            name = ChildName.objects.filter(child=record).first()
            if row.status != Status.OPEN or name is None or row.date_of_birth is None:
                continue
            asked = {"forename": name.forename, "surname": name.surname, "born_year": str(row.date_of_birth.year)}
            address = reverse("view_child", args=[record])
            _, page = self.office.vera.search(**asked)
            assert address in page, "what everybody may see of a child finds it no more"
            about = self._child(min(self._records()[record]))
            for hidden in ({"postcode": about.postcode()}, {"street": about.street().split(" ", 1)[1]}):
                _, page = self.office.vera.search(forename=name.forename, surname=name.surname, **hidden)
                assert address not in page, f"found by {hidden}"

    # -- of whom does what speak?

    def _records(self) -> dict[UUID, set[int]]:
        """By record, of whom it speaks now."""
        records = {pk: set[int]() for pk in Child.objects.order_by("made_at", "pk").values_list("pk", flat=True)}
        for kept in statements.of(records, withdrawn=True):
            if not kept.key.startswith("moved:"):
                self.model.of_statement[kept.id] = self._child_of_key(kept.key)
            if kept.withdrawn_at is None:
                records[kept.child].add(self.model.of_statement[kept.id])
        return records

    def _child_of_key(self, key: str) -> int:
        return next(number for part, number in self.model.of_key.items() if part in key)

    def _hidden_records(self) -> list[UUID]:
        return [record for record, about in self._records().items() if about & self.model.hidden]

    def _open_record(self, which: int) -> UUID | None:
        records = [record for record in self._records() if self._status(record) == Status.OPEN]
        return records[which % len(records)] if records else None

    def _status(self, record: UUID) -> str:
        return str(Child.objects.values_list("status", flat=True).get(pk=record))

    def _child(self, who: int) -> Invented:
        return self.nursery.children[who % len(self.nursery.children)]

    def _step(self, name: str) -> None:
        self.steps += 1
        self.sound = False
        Machine.ran[name] += 1


def _stands(word: str, page: str) -> bool:
    folded = page.casefold()
    return word.casefold() in folded or word.replace(" ", "").casefold() in folded.replace(" ", "")


def _day(field_name: str) -> dict[str, str]:
    return {f"{field_name}_day": "3", f"{field_name}_month": "6", f"{field_name}_year": "2025"}
