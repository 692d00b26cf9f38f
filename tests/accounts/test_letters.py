"""Does no letter and no notice speak of a child, and does each have what it needs? (R-INV-4, R-SHIELD-8)"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.template import Engine
from django.template.base import Node, VariableNode
from django.utils import timezone

from accounts import facts, letters, post
from accounts.letters import ALWAYS, LETTERS, NotMade, write
from accounts.notice_kinds import KINDS
from dev.project import ROOT
from tests import people

FOLDER = ROOT / "templates" / "accounts" / "mail"


class Why(StrEnum):
    """A closed list of reasons."""

    UNUSED = "unused"


def variables(template: str) -> set[str]:
    found = Engine.get_default().get_template(f"accounts/mail/{template}.txt")
    return {name for node in found.nodelist.get_nodes_by_type(Node) for name in _names(node)}


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, VariableNode):
        yield str(node.filter_expression.var.lookups[0])


def test_every_letter_has_a_file_and_every_file_is_a_letter() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(LETTERS)


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_uses_what_is_declared_and_nothing_else(template: str) -> None:
    letter = LETTERS[template]
    assert variables(template) <= ALWAYS | letter.facts.keys() | letter.made
    assert letter.made <= variables(template)
    if not letter.made:  # else its context function may be what needs them
        assert letter.facts.keys() <= variables(template)


@pytest.mark.parametrize("declared", [*LETTERS.values(), *KINDS.values()])
def test_no_fact_can_hold_words(declared: Any) -> None:
    """A name, a child's among them, has no place in any of them."""
    assert all(facts.is_plain(kind) for kind in declared.facts.values())
    assert not [name for name in declared.facts if "child" in name]


def test_a_text_would_not_be_a_plain_fact() -> None:
    assert not facts.is_plain(str)
    assert facts.is_plain(Why)


def test_facts_come_back_as_they_were() -> None:
    declared: facts.Declared = {"on": date, "count": int, "who": UUID, "why": Why}
    given: dict[str, facts.Fact] = {"on": date(2009, 1, 26), "count": 3, "who": UUID(int=5), "why": Why.UNUSED}
    assert facts.read(declared, facts.kept(declared, given)) == given


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_says_what_it_declares(kind: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", KINDS[kind].words)) == set(KINDS[kind].facts)
    assert not KINDS[kind].words.endswith(".")


@pytest.mark.django_db
def test_a_secret_is_made_when_the_letter_is_sent_and_stands_in_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_made", {})
    with transaction.atomic():
        message = post.send(people.social_worker(), "invited", at=timezone.now())
    with pytest.raises(NotMade):
        write(message)
    letters.context("invited")(lambda asked: {"link": f"https://example.org/{asked.pk}/secret"})
    written = write(message)
    assert f"https://example.org/{message.pk}/secret" in written.body
    assert written.subject == "Set up your ContactPoint account"
    assert "secret" not in str(vars(message))
