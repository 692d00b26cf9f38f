"""Which dated rules are there, and what did they do tonight? (R-USER-8: the log names them as "nightly")

A rule looks at what is, never at whether it is exactly day 30: run twice it does nothing more, and after days off it
catches up. Each is a job of its own, so that one that fails stops no other.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Protocol

from django.db import transaction
from django.utils import timezone

from accounts import access_review, kept_answers
from accounts.attempts import forget_guesses
from accounts.bulk import keeping
from accounts.cases import remind_of_cases
from accounts.notices import forget_notices
from accounts.post import promise_overdue
from accounts.reminders import remind_of_clearances
from accounts.sessions import forget_sessions
from accounts.unused import suspend_unused
from audit.forgetting import forget_words
from audit.log import record
from contactpoint.jobs.queue import forget_done, job, promise
from feeds.correcting import return_corrections
from feeds.destroying import destroy_old_files
from feeds.lateness import tell_of_late_feeds
from feeds.quarantine.returning import forget_unconfirmed
from oversight.complaints.reminding import remind_of_complaints
from oversight.drawing import draw_due
from oversight.subject_access.destroying import destroy_bundles
from oversight.subject_access.reminding import remind_of_requests
from oversight.watching import watch
from readiness.reminding import remind_of_returns
from registry.archiving import archive_due
from registry.destroying import destroy_due
from registry.digests import send_digests
from registry.finding import forget_searches
from registry.ties import forget_ties
from shielding.alerting import escalate_overdue
from shielding.overdue import tell_of_reviews, tell_of_unconfirmed
from shielding.start_up_work import tell_of_late_partners

logger = logging.getLogger(__name__)

FROM: Final = time(2)  # in the morning, in London
RULE: Final = "nightly.rule"


class Act(Protocol):
    """Does what is due, in transactions of its own, and says of how many people or things."""

    def __call__(self, *, at: datetime) -> int: ...


@dataclass(frozen=True)
class Rule:
    """`one` and `many` say what was done. What may not lie about until the night is done each hour."""

    name: str
    act: Act
    one: str
    many: str
    hourly: bool = False


@dataclass(frozen=True)
class Outcome:
    rule: Rule
    count: int = 0
    failed: str = ""  # the kind of error; never its words, which may repeat a row (R-SHIELD-7)

    @property
    def sentence(self) -> str:
        if self.failed:
            return f"{self.rule.name} failed: {self.failed}"
        return self.rule.one if self.count == 1 else self.rule.many.format(self.count)


RULES: Final = (
    Rule(
        "remind_of_clearances",
        remind_of_clearances,
        "Reminded 1 person that their clearance ends",
        "Reminded {} people that their clearance ends",
    ),
    Rule("open_access_reviews", access_review.open_due, "Opened 1 access review", "Opened {} access reviews"),
    Rule(
        "remind_of_access_reviews",
        access_review.remind,
        "Reminded of 1 access review",
        "Reminded of {} access reviews",
    ),
    Rule(
        "suspend_unused",
        suspend_unused,
        "Suspended 1 account that nobody used for 90 days",
        "Suspended {} accounts that nobody used for 90 days",
    ),
    Rule(
        "forget_kept_answers",
        kept_answers.forget_old,
        "Forgot 1 form that nobody may be offered any more",
        "Forgot {} forms that nobody may be offered any more",
        hourly=True,
    ),
    Rule(
        "remind_of_cases",
        remind_of_cases,
        "Reminded of 1 case that is open for more than a day",
        "Reminded of {} cases that are open for more than a day",
    ),
    Rule(
        "escalate_overrides",
        escalate_overdue,
        "Reminded of 1 override that nobody has looked into in time",
        "Reminded of {} overrides that nobody has looked into in time",
        hourly=True,
    ),
    Rule(
        "forget_bulk_rows", keeping.forget_old, "Forgot 1 file about many people", "Forgot {} files about many people"
    ),
    Rule("send_digests", send_digests, "Sent 1 email of what waits", "Sent {} emails of what waits"),
    Rule("promise_overdue", promise_overdue, "Tries 1 overdue email again", "Tries {} overdue emails again"),
    Rule("forget_notices", forget_notices, "Forgot 1 old notice", "Forgot {} old notices"),
    Rule("forget_ties", forget_ties, "Forgot 1 request that led to a child", "Forgot {} requests that led to a child"),
    Rule("forget_guesses", forget_guesses, "Forgot 1 old guess at a password", "Forgot {} old guesses at passwords"),
    Rule("forget_sessions", forget_sessions, "Forgot 1 sign-in that had ended", "Forgot {} sign-ins that had ended"),
    Rule(
        "tell_of_late_feeds",
        tell_of_late_feeds,
        "Told the people who look after 1 late feed",
        "Told the people who look after {} late feeds",
    ),
    Rule("forget_jobs", forget_done, "Forgot 1 job done long ago", "Forgot {} jobs done long ago"),
    Rule(
        "forget_corrections",
        forget_unconfirmed,
        "Forgot 1 file of corrections that nobody confirmed",
        "Forgot {} files of corrections that nobody confirmed",
    ),
    Rule(
        "return_corrections",
        return_corrections,
        "Left 1 supplier a list of values that were corrected",
        "Left {} suppliers lists of values that were corrected",
    ),
    Rule(
        "tell_of_unconfirmed_shields",
        tell_of_unconfirmed,
        "Told of 1 decision of a shielding team that waits",
        "Told of {} decisions of shielding teams that wait",
        hourly=True,
    ),
    Rule(
        "tell_of_shield_reviews",
        tell_of_reviews,
        "Told of 1 review of a shielding team that is due",
        "Told of {} reviews of shielding teams that are due",
    ),
    Rule(
        "tell_of_late_partners",
        tell_of_late_partners,
        "Told of 1 partner who has not replied for a start-up list",
        "Told of {} partners who have not replied for start-up lists",
    ),
    Rule(
        "archive_due",
        archive_due,
        "Put 1 record into the archive",
        "Put {} records into the archive",
    ),
    Rule("destroy_due", destroy_due, "Destroyed 1 record", "Destroyed {} records"),
    Rule("destroy_old_files", destroy_old_files, "Destroyed 1 delivered file", "Destroyed {} delivered files"),
    Rule("forget_searches", forget_searches, "Forgot 1 search of another day", "Forgot {} searches of other days"),
    Rule(
        "forget_words",
        forget_words,
        "Destroyed the key of 1 month of words in the log",
        "Destroyed the keys of {} months of words in the log",
    ),
    Rule(
        "draw_reviews",
        draw_due,
        "Drew the monthly review of accesses of 1 organisation",
        "Drew the monthly reviews of accesses of {} organisations",
    ),
    Rule(
        "destroy_bundles",
        destroy_bundles,
        "Destroyed the documents of 1 answer to a request for what is held",
        "Destroyed the documents of {} answers to requests for what is held",
    ),
    Rule(
        "remind_of_access_requests",
        remind_of_requests,
        "Reminded of 1 request for what is held",
        "Reminded of {} requests for what is held",
    ),
    Rule(
        "remind_of_complaints",
        remind_of_complaints,
        "Reminded of 1 complaint",
        "Reminded of {} complaints",
    ),
    Rule(
        "watch", watch, "Flagged 1 person for unusual activity", "Flagged {} people for unusual activity", hourly=True
    ),
    Rule(
        "remind_of_returns",
        remind_of_returns,
        "Reminded 1 organisation of its readiness return",
        "Reminded {} organisations of their readiness returns",
    ),
)


def run_rules(*, at: datetime) -> list[Outcome]:
    """Every rule, whatever becomes of the others."""
    return [_outcome(rule, at=at) for rule in RULES]


def _outcome(rule: Rule, *, at: datetime) -> Outcome:
    try:
        return Outcome(rule, run_rule(rule, at=at))
    except Exception as error:  # one rule that fails must not stop the others
        logger.error("nightly rule failed: %s %s", rule.name, type(error).__name__)
        return Outcome(rule, failed=type(error).__name__)


def run_rule(rule: Rule, *, at: datetime) -> int:
    """How many it found to do; the log learns of it too."""
    count = rule.act(at=at)
    with transaction.atomic():
        record("nightly.done", at=at, source="nightly", because=rule.name, facts={"count": count})
    return count


def promise_tonight(*, at: datetime) -> None:
    """One job for each rule, once a day, however many ask and however often: also late, if nobody asked at night."""
    now = timezone.localtime(at)
    with transaction.atomic():
        for rule in RULES:
            if rule.hourly or now.time() >= FROM:
                when = f"{now:%Y-%m-%d.%H}" if rule.hourly else f"{now:%Y-%m-%d}"
                promise(RULE, at=at, slot=f"nightly:{when}:{rule.name}", rule=rule.name)


@job(RULE)
def work(rule: str) -> None:
    run_rule(next(one for one in RULES if one.name == rule), at=timezone.now())
