"""Who is called late on the page of England? (R-LARA-3, R-LARA-7)"""

from datetime import timedelta

import pytest

from contactpoint.pages.dates import day_in_words
from readiness.board.england import Chosen, board
from readiness.board.sentences import sentences
from readiness.lateness import due_on, late
from tests import people
from tests.readiness.returns import NOW, accepted
from tests.readiness.test_board import seen

pytestmark = pytest.mark.django_db


def test_who_has_not_signed_is_late_only_once_the_day_is_over() -> None:
    """As readiness/lateness.py says it, in the sentence, in the list and in the filter."""
    accepted(at=NOW, level=3)
    people.manchester()
    month = seen().month
    due = due_on(month)
    for day, count, words in (
        (due, 0, "has signed no return yet. It is due on"),
        (due + timedelta(days=1), 1, "is late with the return, due on"),
    ):
        found = board(None, Chosen(exception="late"), on=day)
        assert found is not None
        assert [one.organisation for one in found.those] == [one.organisation for one in late(month, on=day)]
        assert len(found.those) == count
        said = sentences(found, on=day)[1]
        assert (said.count, said.rest) == ("1 organisation", f"{words} {day_in_words(due)}.")
