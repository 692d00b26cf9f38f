"""What do officers do about shielded children, and about whoever may be one? As the truth is. (SEC-4)"""

from typing import Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from registry.models import Child, Merge, WaitingRow
from registry.record import rebuild
from registry.shields import shielded_among
from registry.waiting import content_of
from shielding.models import Shield
from tests import people
from tests.canary import offices
from tests.canary.offices import Browser
from tests.canary.truth import OPEN, Joined
from tests.canary.watching import Watching
from tests.registry.matching import everything_about

PICK: Final = st.integers(0, 999)


class Officers(Watching):
    """Shields and lifts, decides rows, merges and splits."""

    @precondition(lambda self: len(self.model.hidden) < len(self.nursery.children))
    @rule(who=PICK)
    def shield(self, who: int) -> None:
        self._step("shield")
        bare = [child.number for child in self.nursery.children if child.number not in self.model.hidden]
        self._shield({bare[who % len(bare)]})

    def _shield(self, numbers: set[int]) -> None:
        """On the page, of the officers whose area the record is."""
        records = [record for record, about in self._records().items() if about & numbers]
        for record in set(records) - shielded_among(records):
            child = self._child(min(self._records()[record] & numbers))
            child.words.add(why := child.own("whyhidden"))
            offices.hide(self._team(record)[0], record, why=why)
        assert set(records) == shielded_among(records), "the page hides not everything"

    def _team(self, record: UUID) -> list[Browser]:
        area = Child.objects.values_list("responsible_authority", flat=True).get(pk=record)
        return [one for one in self.office.shielding if one.who.organisation_id == area]

    @precondition(lambda self: Shield.objects.filter(ended_at=None, confirmed_at=None).exists())
    @rule(which=PICK)
    def confirm_shield(self, which: int) -> None:
        self._step("confirm_shield")
        shields = list(Shield.objects.filter(ended_at=None, confirmed_at=None).order_by("pk"))
        shield = shields[which % len(shields)]
        for browser in self._team(shield.child_id):
            offices.confirm_shield(browser, shield.pk)

    @precondition(lambda self: self.model.hidden)
    @rule(who=PICK)
    def lift(self, who: int) -> None:
        """Of a child, and of whoever's statements stand on the same records."""
        self._step("lift")
        hidden = sorted(self.model.hidden)
        numbers = self._together({hidden[who % len(hidden)]})
        records = [record for record, about in self._records().items() if about & numbers]
        for shield in Shield.objects.filter(child__in=shielded_among(records), ended_at=None):
            one, other = self._team(shield.child_id)
            offices.lift(one, other, shield.pk)
        assert not shielded_among(records), "two agreed, and it is hidden"
        self.model.shielded -= set(records)
        self.model.hidden -= numbers
        before = everything_about(*records)
        rebuild(records)
        assert everything_about(*records) == before, "the record is not what the statements say"

    def _together(self, numbers: set[int]) -> set[int]:
        while more := {n for about in self._records().values() if about & numbers for n in about} - numbers:
            numbers = numbers | more
        return numbers

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
