"""What must never follow, whatever was done to a shielded child? (SEC-4, R-SHIELD-1, 2, 3, 7)"""

import re
from collections import Counter
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from hypothesis.stateful import invariant

from bench.at_rest import found_at_rest
from registry.models import Child, ChildName, Dispute, Merge, Move, SearchRow, Status, WaitingRow
from registry.record import rebuild
from registry.shields import put_on, shielded_among
from tests.canary import offices
from tests.canary.offices import Browser
from tests.canary.truth import Truth

LOOK_EVERY: Final = 12  # steps: pages are dear, the rest is looked at after every step
LISTS: Final = ("matches", "merges", "unconfirmed_records", "disputes", "moves")


class Watching(Truth):
    """Looks after each step."""

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
            assert kept == set(), f"lies in the clear: {kept}, found by {self._finders_of(kept)}"
            with transaction.atomic():
                self.look_at_pages(words)
                self.search_finds_by_the_open_part()
                transaction.set_rollback(True)

    def _finders_of(self, kept: set[tuple[str, str]]) -> dict[str, bool]:
        """The records that the search finds by these words, and whether they are shielded: no run is like another."""
        words = {word.casefold() for _, word in kept}
        rows = SearchRow.objects.filter(Q(forename__norm__in=words) | Q(surname__norm__in=words))
        return {str(row.child_id): row.child_id in self.model.shielded for row in rows}

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
        for address, rows in (("view_dispute", Dispute.objects), ("view_move", Move.objects)):
            for one in rows.filter(child__in=self.model.shielded).values_list("pk", flat=True)[:3]:
                pages.append((f"{address} {one}", offices.text_of(browser.get(address, one))))
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
            assert address in page, f"not found by {asked}: {_found_by(record)}; the page says {_main(page)}"
            about = self._child(min(self._records()[record]))
            for hidden in ({"postcode": about.postcode()}, {"street": about.street().split(" ", 1)[1]}):
                _, page = self.office.vera.search(forename=name.forename, surname=name.surname, **hidden)
                assert address not in page, f"found by {hidden}"


def _found_by(record: UUID) -> dict[str, object]:
    """All by which a search decides about a record: no run is like another."""
    tables = (Child.objects.filter(pk=record), ChildName.objects.filter(child=record))
    index = SearchRow.objects.filter(child_id=record)
    names = index.values_list("kind", "forename__norm", "forename__forename_count", "surname__norm", "birth_date")
    return {"record": [list(rows.values()) for rows in tables], "index": list(index.values()), "names": list(names)}


def _main(page: str) -> str:
    """What a page says to who reads it, without its frame."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


def _stands(word: str, page: str) -> bool:
    folded = page.casefold()
    return word.casefold() in folded or word.replace(" ", "").casefold() in folded.replace(" ", "")
