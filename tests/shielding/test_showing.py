"""Which names of a hidden child may be seen and searched? (R-SHIELD-1, R-SHIELD-2)"""

from datetime import datetime
from uuid import UUID

import pytest

from accounts.models import Practitioner
from registry.assertion import Name, but
from registry.disclosure import give_reason, hits, open_record
from registry.models import Child, Reason, ShieldEvent
from registry.record import Decision, apply_assertions
from registry.record.parts import parts_of
from registry.shields import name_token
from registry.shown import BriefRecord
from shielding import case, deciding, showing
from shielding.models import Outcome, Shield
from shielding.officers import MayNotDecide
from tests.registry import children
from tests.shielding.requests import confirmed, found, lift_asked, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def shield(john: UUID, shona: Practitioner, simon: Practitioner, now: datetime) -> Shield:
    return confirmed(john, by=shona, second=simon, at=now)


def tokens(john: UUID) -> dict[str, str]:
    """By surname."""
    return {name.surname: name_token(john, name) for name in parts_of([john])[john].names}


def change(
    shield: Shield, *surnames: str, by: Practitioner, at: datetime, carers_hidden: bool = False
) -> showing.Changes:
    chosen = [tokens(shield.child_id)[surname] for surname in surnames]
    said = {"because": "Asked by the refuge", "seen": seen(shield), "by": by, "at": at}
    return showing.change(shield.pk, chosen, carers_hidden=carers_hidden, **said)  # type: ignore[arg-type]


def brief(john: UUID, viewer: Practitioner, at: datetime) -> BriefRecord:
    give_reason(john, reason=Reason.PROVIDING, viewer=viewer, at=at)
    shown = open_record(john, viewer=viewer, at=at)
    assert isinstance(shown, BriefRecord)
    return shown


def test_only_the_current_name_may_be_seen_until_somebody_chooses(
    john: UUID, shield: Shield, pat: Practitioner, now: datetime
) -> None:
    assert [(one.words, one.visible) for one in showing.choosable(Child.objects.get(pk=john))] == [
        ("John Smith (name)", True),
        ("John Okafor (former name)", False),
    ]
    assert brief(john, pat, now).other_names == ()


def test_to_show_a_further_name_takes_a_second_person(
    john: UUID, shield: Shield, shona: Practitioner, simon: Practitioner, pat: Practitioner, now: datetime
) -> None:
    assert change(shield, "Smith", "Okafor", by=shona, at=now) == showing.Changes(hides=False, waits=True)
    assert brief(john, pat, now).other_names == ()
    assert found(surname="Okafor") == set()
    asked = shield.proposals.get()
    with pytest.raises(MayNotDecide):
        deciding.agree(asked.pk, seen=seen(shield), by=shona, at=now)
    deciding.agree(asked.pk, seen=seen(shield), by=simon, at=now)
    assert brief(john, pat, now).other_names == ("John Okafor",)
    assert found(surname="Okafor") == {john}
    (hit,) = hits([(john, ())], viewer=pat, because="search", at=now)
    assert (hit.other_names, hit.postcode_district) == (("John Okafor",), "")


def test_to_hide_a_name_and_the_carers_takes_effect_at_once(
    john: UUID, shield: Shield, shona: Practitioner, pat: Practitioner, now: datetime
) -> None:
    assert change(shield, "Smith", by=shona, at=now, carers_hidden=True) == showing.Changes(hides=True, waits=False)
    assert brief(john, pat, now).carers == ()


def test_another_name_instead_hides_the_old_one_at_once_and_waits_with_the_new_one(
    john: UUID, shield: Shield, shona: Practitioner, simon: Practitioner, pat: Practitioner, now: datetime
) -> None:
    assert change(shield, "Okafor", by=shona, at=now) == showing.Changes(hides=True, waits=True)
    shown = brief(john, pat, now)
    assert (shown.heading.name, shown.other_names) == ("Name not known", ())
    deciding.agree(shield.proposals.get().pk, seen=seen(shield), by=simon, at=now)
    assert brief(john, pat, now).heading.name == "John Okafor"
    assert found(surname="Smith") == set()


def test_what_a_colleague_asked_to_show_ends_when_somebody_hides_more(
    john: UUID, shield: Shield, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    change(shield, "Smith", "Okafor", by=shona, at=now)
    change(shield, "Smith", by=simon, at=now, carers_hidden=True)
    assert shield.proposals.get().outcome == Outcome.WITHDRAWN


def test_while_a_lift_waits_more_can_be_hidden_and_nothing_else_asked(
    shield: Shield, shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    asked = lift_asked(shield, by=shona, at=now)
    assert change(shield, "Okafor", by=simon, at=now) == showing.Changes(hides=True, waits=False)
    asked.refresh_from_db()
    assert asked.outcome == ""
    shown = case.to_answer(asked.pk, by=simon, at=now)
    assert shown.because == (("Why", "They have moved away"),)  # who asked, not who did something since


def test_a_new_name_of_a_source_is_hidden_where_somebody_has_chosen(
    shona: Practitioner, simon: Practitioner, now: datetime
) -> None:
    """R-SHIELD-3: no feed shows more."""
    john = children.child(at=now, key="j")
    shield = confirmed(john, by=shona, second=simon, at=now)
    change(shield, "Smith", by=shona, at=now, carers_hidden=True)
    said = but(children.JOHN, names=(Name("current", "Jonathan", "", "Brown"),))
    apply_assertions([Decision("j", said, now, john)], source=children.source(), at=now)
    assert parts_of([john])[john].names[0].surname == "Brown"
    assert not Child.objects.get(pk=john).names.exists()
    assert found(surname="Brown") == set()


def test_the_rows_that_are_never_changed_hold_tokens_and_no_name(
    john: UUID, shield: Shield, shona: Practitioner, now: datetime
) -> None:
    """R-SHIELD-7."""
    change(shield, "Smith", by=shona, at=now, carers_hidden=True)
    last = ShieldEvent.objects.filter(child=john).latest("id")
    assert (last.names, last.carers_hidden) == ([tokens(john)["Smith"]], True)
    assert "smith" not in str(last.names).lower()


def test_the_same_name_of_another_child_has_another_token(john: UUID, now: datetime) -> None:
    assert set(tokens(john).values()).isdisjoint(tokens(children.john(at=now)).values())
