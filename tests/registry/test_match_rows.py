"""Can every child be compared with every row of a delivery? (registry.matching.rows)"""

from registry.matching.party import COLUMNS
from registry.models import MatchRow


def test_a_child_is_described_by_everything_that_is_compared() -> None:
    """R-FEED-5: a comparison that looked at a column the children do not have would stop every delivery."""
    assert {field.name for field in MatchRow._meta.concrete_fields} == {"id", "child_id", *COLUMNS}
