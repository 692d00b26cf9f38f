"""What can happen to a shielded child, in any order, and what must never follow from it? (SEC-4, R-SHIELD-1, 2, 3)

Deliveries of four sources come through the feeds' own code, officers and practitioners act on the pages. The machine
knows the truth: of whom each statement speaks, and who is hidden. Officers answer as the truth is; once a child is
hidden they see to it that every record of it is.
"""

from datetime import date, timedelta
from io import BytesIO
from typing import Final

from django.db import transaction
from django.utils import timezone
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from feeds.advance import finish
from feeds.receive import receive
from registry import handing_over
from registry.models import Child, Source, Status
from tests.canary import offices
from tests.canary.correctors import Correctors
from tests.canary.invented import (
    FIRST_DAY,
    FORENAMES,
    NEWS,
    RESTRICTED,
    SLIPS,
    SOURCES,
    Invented,
    Saying,
    delivery,
)
from tests.canary.officers import PICK
from tests.canary.offices import SENT_ON
from tests.canary.truth import Office, Truth
from tests.feeds.conftest import make_world
from tests.registry import children as surroundings

ANY_SOURCE: Final = st.sampled_from(SOURCES)
TYPED: Final = "1 Hearsay Lane"  # where whoever adds a child by hand believes that it lives
MOST_OVERRIDES: Final = 5  # of a day, before somebody's account is looked into


def prepared() -> type["Machine"]:
    """The machine, with the areas, sources and people that all its examples share."""
    make_world()
    surroundings.source("by-hand", "Entered by a practitioner")
    surroundings.source("corrected", "Corrected by the local authority")
    Machine.office = Office.opened()
    Truth.ran.clear()
    Truth.failed.clear()
    return Machine


class Machine(Correctors):
    """Deliveries, and what practitioners do."""

    @initialize(luck=st.integers(0, 2**64 - 1), source=ANY_SOURCE, both=st.booleans())
    def a_shielded_child_and_another(self, luck: int, source: str, both: bool) -> None:
        """`luck` tells examples apart. The first that Hypothesis tries is always the dullest one: it does not count."""
        assume(luck)
        zora, other = self.nursery.child(), self.nursery.child()
        self._deliver(source, [(zora, "same"), (other, "same")])
        self._shield({zora.number} | ({other.number} if both else set()))
        self.settle_truth()

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
        children = self._whose(record)
        if not children:
            return
        word, holder = children[0].own("mentoring"), children[0].own("cafholder")
        for child in children:
            child.words |= {word, holder}
        work = {"group": "other", "service": word, "role": "Mentor", "phone": "0151 496 0999", **_day("started_on")}
        if sensitive:
            work |= {"consent_basis": "child", "consent_by": word, **_day("consent_on")}
            self.pat.post("record_sensitive_involvement", record, **work)
            return
        self.pat.post("record_involvement", record, **work)
        page = offices.text_of(self.pat.get("name_lead", record))
        if chosen := offices.LEAD.search(page):
            self.pat.post("name_lead", record, involvement=chosen[1] or chosen[2], agreed="on")
        self.pat.post("flag_caf", record, holder=holder, **_day("completed_on"))

    @precondition(lambda self: self._own_work())
    @rule(which=PICK)
    def end_own_work(self, which: int) -> None:
        self._step("end_own_work")
        mine = self._own_work()
        one = mine[which % len(mine)]
        children = self._whose(one.child_id)
        if not children:
            return
        why = children[0].own("leftfor")
        for child in children:
            child.words.add(why)
        today = timezone.localdate()
        ended = {"ended_on_day": today.day, "ended_on_month": today.month, "ended_on_year": today.year}
        self.pat.post("end_involvement", one.pk, because=why, **ended)

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


def _day(field_name: str) -> dict[str, str]:
    return {f"{field_name}_day": "3", f"{field_name}_month": "6", f"{field_name}_year": "2025"}
