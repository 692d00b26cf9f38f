"""Is one mistake of a source put right once for all its rows, and for those that come later? (R-FEED-4)"""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from feeds.models import Delivery, DeliveryState, Fix, FixRule, FixWay, Replay, ReplayKind, RuleKind, StagedRow
from feeds.quarantine import replaying
from feeds.quarantine.feedback import STILL, feedback
from feeds.quarantine.preview import Example, preview
from feeds.quarantine.replaying import begin, step
from feeds.quarantine.rules import Rule, RuleThere, end_rule, opened
from feeds.reasons import Reason
from registry.models import Child, Source
from tests import people
from tests.feeds.conftest import counts, load_now
from tests.feeds.quarantined import again, birth, births, check_counts, delivered, operator, scope, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
NOW = timezone.now
UNKNOWN = Rule("nhs_number", RuleKind.NOT_SAID, "UNK")


@pytest.mark.parametrize(
    ("kind", "value", "becomes", "text", "after"),
    [
        (RuleKind.NOT_SAID, "UNK", "", " unk ", ""),
        (RuleKind.NOT_SAID, "UNK", "", "UNKNOWN", "UNKNOWN"),
        (RuleKind.REPLACE, "Male", "M", "male", "M"),
        (RuleKind.REPLACE, "Male", "M", "Female", "Female"),
        (RuleKind.DAY_FIRST, "", "", "14/05/2003", "2003-05-14"),
        (RuleKind.DAY_FIRST, "", "", "4.5.2003 00:00", "2003-05-04"),
        (RuleKind.DAY_FIRST, "", "", "31/02/2003", "31/02/2003"),
        (RuleKind.DAY_FIRST, "", "", "2003-05-14", "2003-05-14"),
        (RuleKind.TIDY, "", "", " l15-3hq.", "L153HQ"),
        (RuleKind.VISIBLE, "", "", "Jo\u202ehn\u200b\ufffd", "John"),
        (RuleKind.LEAVE_OUT, "", "", "anything", ""),
    ],
)
def test_what_a_rule_makes_of_a_value(kind: RuleKind, value: str, becomes: str, text: str, after: str) -> None:
    rule = Rule("x", kind, value, becomes)
    assert rule.of(text) == after
    assert rule.of(after) == after  # once is enough


def three() -> Delivery:
    """Two rows with one mistake, one with another."""
    return delivered(birth(1, nhs_number="UNK"), birth(2, nhs_number="unk"), birth(3, nhs_number="1"), birth(4))


def test_a_preview_says_what_a_rule_would_do_and_does_nothing() -> None:
    delivery, opal = three(), operator()
    found = preview(UNKNOWN, scope(delivery, Reason.ID_CHECKDIGIT, "nhs_number"), by=opal, at=NOW())
    assert (found.rows, found.looked_at, found.touched, found.good) == (3, 3, 2, 2)
    assert set(found.examples) == {Example("UNK", "", True), Example("unk", "", True)}
    assert not FixRule.objects.exists()
    assert counts(again(delivery)) == {"created": 1, "quarantined": 3}
    event = Event.objects.get(verb="feed.rule_previewed")
    assert (event.actor, event.facts["shown"]) == (opal.pk, 2)
    assert "UNK" not in str(event.facts)


def test_a_rule_puts_all_rows_of_its_cause_right_and_is_remembered() -> None:
    delivery, opal = three(), operator()
    chosen = scope(delivery, Reason.ID_CHECKDIGIT, "nhs_number")
    replay = begin(chosen, ReplayKind.RULE, rule=UNKNOWN, by=opal, at=NOW())
    work()
    check_counts(delivery)
    assert delivery.state == DeliveryState.DONE
    assert counts(delivery) == {"created": 3, "quarantined": 1}
    replay.refresh_from_db()
    assert (replay.rows, replay.done, replay.finished_at is None) == (3, 3, False)
    kept = FixRule.objects.get()
    assert (opened(kept), b"UNK" in bytes(kept.sealed)) == (UNKNOWN, False)
    later = delivered(birth(5, nhs_number="UNK"), birth(6, nhs_number="UNK", birth_date="soon"))
    assert (later.mended, counts(later)) == (1, {"created": 1, "quarantined": 1})
    fix = Fix.objects.get(row__delivery=later, became="")
    assert (fix.way, fix.rule, fix.by) == (FixWay.RULE, kept, None)
    verbs = set(Event.objects.filter(verb__startswith="feed.r").values_list("verb", flat=True))
    assert {"feed.rule_made", "feed.replay_begun", "feed.replay_finished"} <= verbs


def test_rules_for_two_columns_help_each_other() -> None:
    delivery, opal = delivered(birth(1)), operator()
    begin(scope(delivery), ReplayKind.RULE, rule=UNKNOWN, by=opal, at=NOW())
    begin(scope(delivery), ReplayKind.RULE, rule=Rule("birth_date", RuleKind.DAY_FIRST), by=opal, at=NOW())
    later = delivered(birth(5, nhs_number="UNK", birth_date="14/05/2003"))
    assert (later.mended, counts(later)) == (1, {"created": 1})


def test_rows_that_a_rule_put_right_are_compared_like_all_others() -> None:
    """Two rows that contradict each other are both in quarantine, also when one of them was mended."""
    begin(scope(delivered(birth(9))), ReplayKind.RULE, rule=UNKNOWN, by=operator(), at=NOW())
    delivery = delivered(birth(1, surname="Smith"), birth(1, surname="Jones", nhs_number="UNK"))
    assert counts(delivery) == {"quarantined": 2}
    assert set(delivery.rows.values_list("reason_code", flat=True)) == {Reason.DUP_ROW}


def test_a_rule_keeps_a_delivery_from_being_stopped() -> None:
    """R-FEED-4: what was fixed once stops nothing again."""
    begin(scope(delivered(birth(9))), ReplayKind.RULE, rule=UNKNOWN, by=operator(), at=NOW())
    Source.objects.filter(code="births").update(error_share_allowed="0.02")
    assert load_now("births", births(birth(1, nhs_number="UNK"))).state == DeliveryState.DONE


def test_a_rule_that_is_switched_off_changes_nothing_more() -> None:
    delivery, opal = three(), operator()
    replay = begin(scope(delivery), ReplayKind.RULE, rule=UNKNOWN, by=opal, at=NOW())
    assert replay.rule
    ended = end_rule(replay.rule.pk, by=opal, at=NOW())
    assert FixRule.objects.get(pk=ended.pk).ended_by == opal
    assert counts(delivered(birth(5, nhs_number="UNK"))) == {"quarantined": 1}
    assert Event.objects.filter(verb="feed.rule_ended").count() == 1
    end_rule(ended.pk, by=opal, at=NOW())
    assert Event.objects.filter(verb="feed.rule_ended").count() == 1


def test_one_value_is_told_to_become_one_thing() -> None:
    delivery, opal = three(), operator()
    begin(scope(delivery), ReplayKind.RULE, rule=UNKNOWN, by=opal, at=NOW())
    other = Rule("nhs_number", RuleKind.REPLACE, "unk", "9990000018")
    with pytest.raises(RuleThere):
        begin(scope(delivery), ReplayKind.RULE, rule=other, by=opal, at=NOW())
    assert Replay.objects.count() == 1


def test_rows_of_a_cause_are_given_up_together() -> None:
    delivery = three()
    chosen = scope(delivery, Reason.ID_CHECKDIGIT, "nhs_number", whole=True)
    begin(chosen, ReplayKind.GIVE_UP, because="Sent again as a new file", by=operator(), at=NOW())
    work()
    check_counts(delivery)
    assert counts(delivery) == {"created": 1, "refused": 3}


class Killed(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("where", ["take_in", "remember", "attempt"])
def test_a_rule_that_is_killed_on_the_way_goes_on_and_does_nothing_twice(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-FEED-3: whatever is killed, no row is lost or doubled."""
    monkeypatch.setattr(replaying, "ROWS_A_STEP", 2)
    delivery, opal = delivered(*(birth(n, nhs_number="UNK") for n in range(7)), birth(8)), operator()
    replay = begin(scope(delivery), ReplayKind.RULE, rule=UNKNOWN, by=opal, at=NOW())
    real, calls = getattr(replaying, where), []

    def deadly(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        found = real(*arguments, **more)
        if len(calls) == 2:
            raise Killed
        return found

    monkeypatch.setattr(replaying, where, deadly)
    assert step(replay.pk, at=NOW())
    with pytest.raises(Killed):
        step(replay.pk, at=NOW())
    check_counts(delivery)
    assert Fix.objects.count() == 2
    while step(replay.pk, at=NOW()):
        check_counts(delivery)
    assert not step(replay.pk, at=NOW())
    assert counts(again(delivery)) == {"created": 8}
    assert Fix.objects.count() == 7
    assert Child.objects.count() == 8


def test_a_replay_of_a_whole_source_goes_through_all_its_deliveries() -> None:
    first, second = three(), delivered(birth(11, nhs_number="UNK"), birth(12))
    chosen = scope(first, Reason.ID_CHECKDIGIT, "nhs_number", whole=True)
    begin(chosen, ReplayKind.RULE, rule=UNKNOWN, by=operator(), at=NOW())
    work()
    assert counts(again(first)) == {"created": 3, "quarantined": 1}
    assert counts(again(second)) == {"created": 2}


def test_the_supplier_gets_back_what_was_done_without_a_value() -> None:
    delivery, opal = three(), operator()
    begin(scope(delivery), ReplayKind.RULE, rule=UNKNOWN, by=opal, at=NOW())
    work()
    words = Reason.ID_CHECKDIGIT.words
    done = "Put right by a rule: Treat one value as not said"
    assert feedback(delivery, by=opal, at=NOW()) == [
        ("2", "nhs_number", words, done, "nhs_number"),
        ("3", "nhs_number", words, done, "nhs_number"),
        ("4", "nhs_number", words, STILL, ""),
    ]
    assert Event.objects.filter(verb="feed.feedback_taken").count() == 1


def test_a_neighbours_rule_reads_like_none() -> None:
    Source.objects.filter(code="births").update(area=people.liverpool())
    dan = people.person("Dan", "data_officer", where=people.liverpool())
    dora = people.person("Dora", "data_officer", where=people.manchester())
    delivery = three()
    replay = begin(scope(delivery), ReplayKind.RULE, rule=UNKNOWN, by=dan, at=NOW())
    assert replay.rule
    with pytest.raises(PermissionDenied):
        end_rule(replay.rule.pk, by=dora, at=NOW())
    with pytest.raises(PermissionDenied):
        begin(scope(delivery), ReplayKind.RULE, rule=Rule("sex", RuleKind.TIDY), by=dora, at=NOW())
    assert FixRule.objects.filter(ended_at=None).count() == 1
    assert StagedRow.objects.filter(state="quarantined").count() == 3
