"""Does every citation name a rule that exists, and does a test stand behind each rule that is called done?"""

from dev import rules
from dev.project import ROOT


def test_every_rule_that_is_cited_exists() -> None:
    cited = rules.cited(*rules.CODE, *rules.TESTS)
    strangers = {rule: places for rule, places in cited.items() if rule not in rules.known()}
    assert strangers == {}


def test_every_rule_that_is_done_is_cited_by_a_test() -> None:
    assert rules.unproved(rules.progress(), rules.cited(*rules.TESTS)) == []


def test_a_rule_that_is_called_done_without_a_test_is_found() -> None:
    states = {"R-REC-1": "done", "R-REC-2": "done", "R-REC-3": "part"}
    assert rules.unproved(states, {"R-REC-1": ["tests/registry/test_number.py"]}) == ["R-REC-2"]


def test_the_progress_page_speaks_of_every_rule_and_of_nothing_else() -> None:
    """The facts S-1 to S-21 stand in docs/seed.md."""
    states = rules.progress()
    assert set(states) == {rule for rule in rules.known() if not rule.startswith("S-")}
    assert set(states.values()) <= {"done", "part", "open"}


def test_the_rules_are_all_read() -> None:
    """A pattern that finds nothing would let everything pass."""
    known = rules.known()
    assert {f"S-{number}" for number in range(1, 22)} <= known
    assert {f"SEC-{number}" for number in range(1, 51)} <= known
    assert {"R-PURPOSE-1", "R-ORG-3", "R-SHIELD-10", "R-LARA-10", "R-FEED-8"} <= known


def test_every_fact_of_the_source_is_answered() -> None:
    page = (ROOT / "docs" / "seed.md").read_text("utf-8")
    assert {f"S-{number}" for number in range(1, 22)} <= set(rules.RULE.findall(page))


def test_every_file_that_the_seed_page_names_is_there() -> None:
    page = (ROOT / "docs" / "seed.md").read_text("utf-8")
    named = [word for word in page.split("`")[1::2] if "/" in word]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
