"""In what do two loads of the same delivery differ, ids and child numbers aside?"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Self

from bench.installation import Installation

Rows = Counter[tuple[Any, ...]]
QUESTIONS = {
    "outcomes": """
        SELECT d.file_name, w.number, w.state, w.reason_code, w.field
        FROM feeds_stagedrow w JOIN feeds_delivery d ON d.id = w.delivery_id""",
    "assertions": """
        SELECT s.code, r.key, md5(r.assertion::text), r.as_at, r.withdrawn_at IS NOT NULL
        FROM registry_sourcerecord r JOIN registry_source s ON s.id = r.source_id""",
    "children": """
        SELECT string_agg(s.code || ' ' || r.key, ', ' ORDER BY s.code, r.key)
        FROM registry_sourcerecord r JOIN registry_source s ON s.id = r.source_id GROUP BY r.child_id""",
    "waiting": """
        SELECT s.code, r.number, r.why, r.for_shielding
        FROM registry_waitingrow r JOIN registry_source s ON s.id = r.source_id WHERE r.ended_at IS NULL""",
    "under seal": "SELECT encode(key_token, 'hex'), withdrawn FROM registry_hiddenstatement",
    "children of whom nothing is said": """
        SELECT 'a child' FROM registry_child c
        WHERE NOT EXISTS (SELECT FROM registry_sourcerecord r WHERE r.child_id = c.id)
            AND NOT EXISTS (SELECT FROM registry_hiddenstatement h WHERE h.child_id = c.id)""",
    "events": "SELECT verb, source FROM audit_event WHERE verb LIKE 'feed.%'",
}


@dataclass(frozen=True)
class Told:
    """What a registry says of a load: kinds of rows, each with how often it is there."""

    rows: dict[str, Rows]

    @classmethod
    def by(cls, registry: Installation) -> Self:
        return cls({name: Counter(registry.query(question)) for name, question in QUESTIONS.items()})


def compare(undisturbed: Told, disturbed: Told) -> dict[str, Any]:
    """`lost`: what is not there any more. `doubled`: what is there besides, of kinds of which there are too many."""
    pairs = {name: (rows, disturbed.rows[name]) for name, rows in undisturbed.rows.items()}
    lost = {name: (before - after).total() for name, (before, after) in pairs.items()}
    doubled = {name: max(0, after.total() - before.total()) for name, (before, after) in pairs.items()}
    return {
        "lost": sum(lost.values()),
        "doubled": sum(doubled.values()),
        "differing": {name: (after - before).total() + lost[name] for name, (before, after) in pairs.items()},
    }
