"""Which scores are kept of a return that was signed? (docs/readiness.md: how they are computed)"""

from collections.abc import Iterable, Iterator

from readiness.models import Return, Score
from readiness.scoring import CheckResult


def keep(one: Return, results: Iterable[CheckResult]) -> None:
    """Of every check up to the one that the return is about, with its themes; inside the transaction of the act."""
    Score.objects.bulk_create(scores_of(one, results))


def forget(one: Return) -> None:
    """It is open again: what it comes to is not known."""
    Score.objects.filter(of=one).delete()


def scores_of(one: Return, results: Iterable[CheckResult]) -> list[Score]:
    return [score for result in results for score in _scores(one, result)]


def _scores(one: Return, result: CheckResult) -> Iterator[Score]:
    number, whole = result.check.number, result.overall
    yield Score(of=one, check_number=number, percent=whole.percent, threshold=whole.threshold, met=result.met)
    for theme, score in result.themes.items():
        yield Score(
            of=one, check_number=number, theme=theme, percent=score.percent, threshold=score.threshold, met=score.met
        )
