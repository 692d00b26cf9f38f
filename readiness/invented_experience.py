"""What did the 19 early adopters of the demonstration report in May and June 2009, and what came of it?

Forty reports, of which most are answered or grouped; six findings, of which four are published and one does not say
yet what was done. So the evaluation is open, and its pages show why. Nobody reported for real, so nobody is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from accounts.models import Organisation, Practitioner, Track
from readiness.deciding import organisations
from readiness.models import Change, ChangeKind, Experience, Finding, Part, Severity

SEED: Final = 1905
FIRST: Final = date(2009, 5, 18)  # their practitioners begin
DAYS: Final = 44
ANSWERED: Final = date(2009, 7, 1)


@dataclass(frozen=True)
class Story:
    """Reports of one kind, and the finding that they come to; without a title they are answered one by one."""

    part: Part
    severity: Severity
    process: str
    words: tuple[str, ...]
    times: int
    title: str = ""
    found: str = ""
    kind: str = ""
    done: str = ""
    slug: str = ""
    version: int | None = None
    published: bool = False


STORIES: Final = (
    Story(
        Part.FINDING,
        Severity.SLOWED,
        "Finding a child whose name I had only heard",
        ("I had to try three spellings before I found the child.", "The name was on the second try, after a call."),
        6,
        "Names that are heard and not read take several tries",
        "Most looked for one spelling at a time and gave no year of birth.",
        ChangeKind.SYSTEM,
        "Names that sound alike are found together, and the page asks for a rough age.",
        published=True,
    ),
    Story(
        Part.ACCOUNTS,
        Severity.STOPPED,
        "Starting on my first day",
        ("My clearance was there, and nobody had recorded it.", "I was trained and could not sign in for a week."),
        7,
        "New people wait although they are cleared and trained",
        "Administrators did not know in which order the steps are recorded.",
        ChangeKind.GUIDANCE,
        "It says who records what before a first day, and when reminders come.",
        "clearance",
        2,
        published=True,
    ),
    Story(
        Part.SHIELDING,
        Severity.HARM,
        "Deciding about a child together with a partner",
        ("A partner rang the wrong office, and the decision was a day late.", "Two of us waited for each other."),
        4,
        "It was not clear who decides second, and by when",
        "Teams agreed it by telephone, differently in each area.",
        ChangeKind.SYSTEM,
        "The page says by when the second person has to answer, and both are told what was decided.",
        published=True,
    ),
    Story(
        Part.SUPPORT,
        Severity.SLOWED,
        "Printing a record for a visit",
        ("I would like to print the whole history for a visit.", "The list fits a page, the history does not."),
        5,
        "Some would like to print the history of a record",
        "A printed history lies about; what is needed on a visit is the list of contacts.",
        ChangeKind.NOTHING,
        "a printed history could be read by others. The list of contacts prints on one page.",
        published=True,
    ),
    Story(
        Part.DATA,
        Severity.SLOWED,
        "Ringing the school that is named on a record",
        ("The school had moved the child on in April.", "The telephone number was the old one."),
        4,
        "Contacts of schools are out of date after the Easter holidays",
        "The files of spring came late from some areas.",
        ChangeKind.SYSTEM,
        "What nobody confirmed for 90 days says that it may be out of date.",
    ),
    Story(
        Part.TECHNICAL,
        Severity.STOPPED,
        "Opening ContactPoint from our own system",
        ("The link leads to the sign-in page and loses the child.", "We type every name twice."),
        4,
        "Links from case systems do not lead to the child",
        "Two suppliers have not built their part. Asked for a date.",
    ),
    Story(
        Part.RECORDS,
        Severity.NOBODY_HARMED,
        "Recording that I work with a child",
        ("It took a minute, and a colleague rang the same day.", "I found the health visitor within minutes."),
        5,
    ),
    Story(
        Part.ASKING,
        Severity.SLOWED,
        "Asking our team whether anyone else is involved",
        ("The answer came after three days.", "I did not know whether my question had arrived."),
        5,
    ),
)


def invent_experience(national: Sequence[Practitioner]) -> None:
    """Inside the transaction of whoever invents the rest; `national`: two of the team."""
    chance = Random(SEED)  # noqa: S311 - a story, and no secret
    early = list(organisations().filter(track=Track.EARLY_ADOPTER).order_by("code"))
    for story in STORIES:
        rows = [_report(story, number, early, chance) for number in range(story.times)]
        if story.title:
            _find(story, rows, national)
        else:
            _answer(rows[1:], national)
        Experience.objects.bulk_create(rows)


def _report(story: Story, number: int, early: Sequence[Organisation], chance: Random) -> Experience:
    return Experience(
        organisation=chance.choice(early),
        part=story.part,
        severity=story.severity,
        process=story.process,
        words=story.words[number % len(story.words)],
        at=moment(FIRST + timedelta(days=chance.randrange(DAYS))),
    )


def _find(story: Story, rows: Sequence[Experience], national: Sequence[Practitioner]) -> None:
    """Under a finding that is not published yet, one report is left for whoever looks at the demonstration."""
    published = {"published_by": national[1], "published_at": moment(ANSWERED)} if story.published else {}
    made = Finding.objects.create(
        title=story.title, found=story.found, by=national[0], at=moment(ANSWERED - timedelta(days=2)), **published
    )
    if story.done:
        Change.objects.create(
            of=made,
            kind=story.kind,
            slug=story.slug,
            version=story.version,
            words=story.done,
            by=national[0],
            at=moment(ANSWERED - timedelta(days=1)),
        )
    for row in rows if story.published else rows[1:]:
        row.finding = made


def _answer(rows: Sequence[Experience], national: Sequence[Practitioner]) -> None:
    for row in rows:
        row.answer, row.answered_by = "Thank you. We look at the same in other areas.", national[0]
        row.answered_at = moment(ANSWERED)


def moment(day: date) -> datetime:
    """In the middle of the working day."""
    return timezone.make_aware(datetime.combine(day, time(11, 30)))
