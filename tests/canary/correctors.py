"""Who says that a value is wrong, who puts it right, and where does the record go? On the pages (SEC-4, R-REC-4, 6)"""

import re
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from registry.models import Dispute, Involvement, Item, Move, MoveState
from registry.shields import is_shielded
from tests.canary import offices
from tests.canary.invented import Invented
from tests.canary.officers import PICK, Officers
from tests.canary.offices import SENT_ON, Browser

WRONG: Final = re.compile(r"/children/[0-9a-f-]{36}/wrong/([0-9a-f]+)")
SAID_BY: Final = {"said_by": "reporter", "phone": ""}
HOWS: Final = st.sampled_from(("correct", "correct", "take away", "refuse", "put right", "believe"))


class Correctors(Officers):
    """Reports, corrections and refusals; moves that are proposed and answered; consent that is withdrawn."""

    @rule(which=PICK, value=PICK)
    def report_wrong(self, which: int, value: int) -> None:
        self._step("report_wrong")
        record = self._open_record(which)
        if record is None or not self.pat.give_reason(record):
            return
        codes = WRONG.findall(offices.text_of(self.pat.get("view_child", record)))
        children = self._whose(record)
        if codes and children:
            should, how = self._words(children, "should", "howknown")
            said = {"should": should, "how": how, **SAID_BY}
            sent = self.pat.post("report_mistake", record, codes[value % len(codes)], **said)
            assert sent.status_code == SENT_ON, "a value that is shown can be reported"

    @precondition(lambda self: Dispute.objects.filter(decision="").exists())
    @rule(which=PICK, how=HOWS)
    def answer_report(self, which: int, how: str) -> None:
        """By the officers whose it is; a correction says what is true of the child of whom the record speaks."""
        self._step("answer_report")
        reports = list(Dispute.objects.filter(decision="").order_by("reported_at", "pk"))
        report = reports[which % len(reports)]
        children = self._whose(report.child_id)
        if not children:
            return
        for browser in self._keepers(report.child_id):
            report.refresh_from_db()
            if not report.decision and browser.get("view_dispute", report.pk).status_code == 200:
                self._answer_report(browser, report, children, how)

    def _answer_report(self, browser: Browser, report: Dispute, children: list[Invented], how: str) -> None:
        (because,) = self._words(children, "told")
        if how in ("correct", "take away") and len(children) == 1 and self._speaks_for(report.child_id, children[0]):
            value = self._truth(report.item, children[0]) | ({"removed": "on"} if how == "take away" else {})
            browser.post("correct_value", report.pk, because=because, **value)
            return
        address = {"refuse": "refuse_correction", "believe": "believe_sources"}.get(how, "put_value_right")
        browser.post(address, report.pk, because=because)

    def _speaks_for(self, record: UUID, child: Invented) -> bool:
        """Whether what officers say on this record is of this child: once of one, it is of no other."""
        return self.model.of_key.setdefault(f"{record}:", child.number) == child.number

    def _truth(self, item: str, child: Invented) -> dict[str, Any]:
        if item == Item.ADDRESSES:
            child.home = (child.number, child.home[1] + 1)
            child.words |= {child.street().split()[1], child.postcode()}
            return {"lines": child.street(), "town": "Liverpool", "postcode": child.postcode()}
        if item == Item.NAMES:
            child.surname = self.nursery.new_surname() or child.surname
            child.surnames.add(child.surname)
            return {"forename": child.forename, "surname": child.surname}
        if item == Item.CARERS:
            (home,) = self._words([child], "carers")
            return {"name": "Cara Carer", "relationship": "aunt", "phone": "07700 900321", "address": f"3 {home} Row"}
        born = {"born_day": child.born.day, "born_month": child.born.month, "born_year": child.born.year}
        return {**born, "gender": "female" if child.girl else "male", "statement": "otherwise", "ods_code": "N82001"}

    def _words(self, children: list[Invented], *what: str) -> tuple[str, ...]:
        """Entered on a record of these children: of each of them, and of nobody else."""
        words = tuple(children[0].own(one) for one in what)
        for child in children:
            child.words |= set(words)
        return words

    @rule(which=PICK, away=st.booleans())
    def propose_move(self, which: int, away: bool) -> None:
        """The authority that holds it gives it away, or the other one asks for it."""
        self._step("propose_move")
        record = self._open_record(which)
        children = self._whose(record) if record else []
        if record is None or not children:
            return
        (because,) = self._words(children, "whymoves")
        keepers = self._keepers(record)
        others = [one for one in self._keepers_anywhere(record) if one not in keepers]
        to = str(others[0].who.organisation_id)
        (keepers if away else others)[0].post("propose_move", record, to=to, because=because)

    @precondition(lambda self: Move.objects.filter(state=MoveState.PROPOSED).exists())
    @rule(which=PICK, accepts=st.booleans())
    def answer_move(self, which: int, accepts: bool) -> None:
        self._step("answer_move")
        moves = list(Move.objects.filter(state=MoveState.PROPOSED).order_by("proposed_at", "pk"))
        move = moves[which % len(moves)]
        children = self._whose(move.child_id)
        if not children:
            return
        (because,) = self._words(children, "staysfor")
        for browser in self._keepers_anywhere(move.child_id):
            if browser.who.organisation_id != move.to_id:
                continue
            if accepts:
                browser.post("accept_move", move.pk)
            else:
                browser.post("decline_move", move.pk, because=because)

    @precondition(lambda self: self._sensitive())
    @rule(which=PICK)
    def withdraw_consent(self, which: int) -> None:
        self._step("withdraw_consent")
        mine = self._sensitive()
        sent = self.pat.post("withdraw_consent", mine[which % len(mine)].pk, who="child")
        assert sent.status_code in (SENT_ON, 404), "of the own service, unless its record is not there any more"

    def _sensitive(self) -> list[Involvement]:
        return [one for one in self._own_work() if one.sensitive]

    def _own_work(self) -> list[Involvement]:
        return list(Involvement.objects.filter(practitioner=self.pat.who, ended_on=None).order_by("pk"))

    def _keepers(self, record: UUID) -> list[Browser]:
        """The officers of its authority to whom it is open: of the hidden the shielding officers."""
        team = {one.who.organisation_id for one in self._team(record)}
        return [one for one in self._keepers_anywhere(record) if one.who.organisation_id in team]

    def _keepers_anywhere(self, record: UUID) -> list[Browser]:
        return self.office.shielding if is_shielded(record) else self.office.data
