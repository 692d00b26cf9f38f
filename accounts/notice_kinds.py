"""Of what can a person be told in the service? In plain words that name no child."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from accounts.facts import Declared
from accounts.unusual import Unusual


@dataclass(frozen=True)
class Kind:
    """In plain words that name no child; an id among the facts is a practitioner's and reads as the name."""

    words: str
    facts: Declared = field(default_factory=dict)


KINDS: Final = {
    "involvement_recorded": Kind("Somebody else has recorded that they work with a child you work with"),
    "records_merged": Kind("Two records of a child you work with are one now"),
    "records_split": Kind("A record of a child you work with, which was joined with another one, stands alone again"),
    # A report that a value is wrong (registry.correcting): which one, the page of own reports says
    "report_answered": Kind("A mistake that you reported has its answer"),
    "move_changed": Kind("A move of a record between two authorities waits for you, or has its answer"),
    # By sources (registry.record.elsewhere): one at a time, however many there are
    "moves_proposed": Kind("A source gives addresses in another area: moves of records wait for an answer"),
    "lead_changed": Kind("The lead professional of a child you work with has changed"),
    "clearance_ends": Kind(
        "Your enhanced clearance ends on {ends_on}: renew it to keep your access", {"ends_on": date}
    ),
    "clearances_end": Kind("People whose enhanced clearance ends soon: {people}", {"people": int}),
    "access_review_opened": Kind(
        "An access review has opened. People to answer for by {due_on}: {people}", {"due_on": date, "people": int}
    ),
    "access_review_due": Kind(
        "The access review is due on {due_on}. People still to be answered for: {people}",
        {"due_on": date, "people": int},
    ),
    "access_review_overdue": Kind(
        "The access review was due on {due_on} and is overdue. People still to be answered for: {people}",
        {"due_on": date, "people": int},
    ),
    "way_back_asked": Kind(
        "{asked_by} asks for a second person to confirm that {person} may be let back in",
        {"asked_by": UUID, "person": UUID},
    ),
    "way_back_confirmed": Kind(
        "{asked_by} and {confirmed_by} let {person} back in after a lost password or second factor. "
        "Ring the ContactPoint team if this is wrong",
        {"asked_by": UUID, "confirmed_by": UUID, "person": UUID},
    ),
    "way_back_used": Kind(
        "{person} used the way back in that {asked_by} and {confirmed_by} gave. "
        "Ring the ContactPoint team if this is wrong",
        {"asked_by": UUID, "confirmed_by": UUID, "person": UUID},
    ),
    "mail_undelivered": Kind("An email to {person} could not be delivered: check the address", {"person": UUID}),
    # Severe activity (accounts.cases) and the daily limit (accounts.allowances)
    "case_opened": Kind(
        "A case is open: a rule has suspended the account of {person} because of unusual activity", {"person": UUID}
    ),
    "suspended_by_rule": Kind(
        "A rule has suspended the account of {person} because of unusual activity: speak to them", {"person": UUID}
    ),
    "cases_wait": Kind(
        "Cases about unusual activity that nobody has closed for more than a day: {cases}", {"cases": int}
    ),
    "allowance_asked": Kind(
        "{asker} asks that {person} may be given more children a day: somebody else has to agree",
        {"asker": UUID, "person": UUID},
    ),
    "allowance_agreed": Kind(
        "You may be given {a_day} different children a day until the end of {last_day}",
        {"a_day": int, "last_day": date},
    ),
    "allowance_ended": Kind("You may not be given more children a day than your role allows any longer"),
    # Deliveries (feeds.telling)
    "delivery_done": Kind("A delivery that you sent has been loaded"),
    "delivery_tried": Kind("A delivery that you sent has been checked, and nothing was changed"),
    "delivery_refused": Kind("A delivery that you sent was refused as a whole"),
    "delivery_stopped": Kind("A delivery has stopped and waits for you to look at it"),
    "delivery_to_approve": Kind("A delivery waits for somebody to approve its report"),
    "feed_report_undelivered": Kind("An email to the contact of a source could not be delivered: check the address"),
    "feeds_late": Kind("Feeds that are late: {feeds}", {"feeds": int}),
    # Sources of feeds (feeds.accrediting, feeds.stopping): which one, the page says
    "accreditation_asked": Kind(
        "{by} has accepted the trial of a source and asks whether you accept it too", {"by": UUID}
    ),
    "accreditation_accepted": Kind("{by} has accepted the trial of a source: it is accredited now", {"by": UUID}),
    "accreditation_refused": Kind("{by} has refused the trial of a source", {"by": UUID}),
    "accreditation_withdrawn": Kind(
        "{by} has withdrawn the accreditation of a source: it changes nothing any more",
        {"by": UUID},
    ),
    "accreditation_ended": Kind(
        "{by} has changed a source, which ended its accreditation: it needs a new trial", {"by": UUID}
    ),
    "source_stopped": Kind("{by} has stopped a source", {"by": UUID}),
    "source_started": Kind("{by} has started a source again", {"by": UUID}),
    # A record opened under override (shielding.investigating): which one, the investigation's page says
    "override_to_investigate": Kind(
        "{person} has opened a record of your area under override: look into it. Reference {reference}",
        {"person": UUID, "reference": int},
    ),
    "override_by_yours": Kind(
        "{person} has opened a record under override, and an investigation has begun: speak to them. "
        "Reference {reference}",
        {"person": UUID, "reference": int},
    ),
    "investigations_overdue": Kind(
        "Investigations of overrides that nobody has closed in time: {investigations}", {"investigations": int}
    ),
    "explanation_asked": Kind(
        "You opened a record under override: explain why. Reference {reference}", {"reference": int}
    ),
    # New identities (shielding.identities): told to shielding officers alone
    "closing_asked": Kind("{by} asks for a second person to decide about a record", {"by": UUID}),
    "closing_answered": Kind("{by} has answered what you asked about a record", {"by": UUID}),
    "explanation_given": Kind(
        "{person} has explained an override. Reference {reference}", {"person": UUID, "reference": int}
    ),
    # Shields (shielding.*): told to shielding officers alone, but the last one, which goes to the director
    "shield_asked": Kind("{by} has hidden a record: a second person must agree by {due}", {"by": UUID, "due": date}),
    "shields_arrived": Kind(
        "Records were hidden automatically, and a second person must agree: {records}", {"records": int}
    ),
    "shield_decision_asked": Kind("{by} asks for a second person to decide about a hidden record", {"by": UUID}),
    "shield_decided": Kind("{by} has answered what you asked about a hidden record", {"by": UUID}),
    "shields_overdue": Kind(
        "Hidden records that a second person should have agreed to within 24 hours: {records}", {"records": int}
    ),
    "shield_reviews_due": Kind("Hidden records to review soon: {records}", {"records": int}),
    "shield_reviews_overdue": Kind("Hidden records whose review is overdue: {records}", {"records": int}),
    "team_decisions_overdue": Kind(
        "Decisions of your ContactPoint team that are overdue: {decisions}. Speak to the team", {"decisions": int}
    ),
    # The start-up list (shielding.signing, shielding.start_up_work)
    "partners_late": Kind("Partners who have not replied in time for the start-up list: {partners}", {"partners": int}),
    "start_up_to_sign": Kind("{by} has signed the start-up list of your area: it waits for you to sign", {"by": UUID}),
    "start_up_signed": Kind("{by} has signed the start-up list of your area after you", {"by": UUID}),
    # Readiness (readiness.moderating, readiness.deciding): which return or decision, its page says
    "return_accepted": Kind("The national team has accepted a readiness return of your organisation"),
    "return_returned": Kind("The national team has returned a readiness return of your organisation with comments"),
    "readiness_decided": Kind("The national team has decided about the stage of your organisation"),
    "readiness_withdrawn": Kind(
        "The national team has taken your organisation back to an earlier stage: some functions are closed"
    ),
    "readiness_appeal_answered": Kind("The national team has answered an appeal of your organisation"),
    # The evaluation of the early adopters (readiness.answering_experience, readiness.findings)
    "experience_answered": Kind("The national team has answered what you reported about your experience"),
    "finding_published": Kind("The national team says what was done about something that you reported"),
    # The monthly return (readiness.assigning, readiness.reminding)
    "return_assigned": Kind(
        "{by} asks you to answer parts of the monthly readiness return. Parts: {parts}", {"by": UUID, "parts": int}
    ),
    "return_due": Kind("The monthly readiness return has to be signed by {due_on}", {"due_on": date}),
    "return_overdue": Kind(
        "The monthly readiness return was due on {due_on} and is overdue: it is not signed", {"due_on": date}
    ),
    # The framework (readiness.editing.publishing)
    "framework_published": Kind(
        "A new version of the Readiness Assessment is published: it is asked from {start}", {"start": date}
    ),
    # Requests for contact (shielding): never which, nor whom they are about
    "contact_request_waits": Kind("A request for contact waits for your team"),
    "contact_request_for_nobody": Kind(
        "A request for contact came, and your organisation has no shielding officer to look at it"
    ),
    "contact_request_late": Kind("A request for contact was passed on because nobody in your team checked it in time"),
    "service_asked": Kind("Somebody asks for contact about a child you work with: say whether they may have it"),
    "contact_turned_away": Kind("A request for contact that you made was not passed on"),
    "contact_answered": Kind("A request for contact that you made has its answer"),
    # The monthly review of accesses (oversight.drawing, oversight.judging): never which child
    "looks_to_review": Kind(
        "The accesses to review of the month that began on {month} are drawn: {items}", {"month": date, "items": int}
    ),
    "nobody_reviews_looks": Kind(
        "Your organisation has no auditor: appoint one. Accesses to review of the month that began on {month}: {items}",
        {"month": date, "items": int},
    ),
    "reviews_drawn": Kind(
        "The monthly reviews of accesses of the month that began on {month} are drawn. "
        "Accesses of auditors and administrators to review: {items}",
        {"month": date, "items": int},
    ),
    "look_asked": Kind("You opened a record: whoever reviews accesses asks you two questions about it"),
    "look_answered": Kind("{person} has answered what you asked about an access", {"person": UUID}),
    "looks_late": Kind("Monthly reviews of accesses that are late: {reviews}", {"reviews": int}),
    "reviews_late": Kind("Monthly reviews that no auditor has signed in four weeks: {reviews}", {"reviews": int}),
    "unusual_activity_waits": Kind(
        "Unusual activity that nobody has looked into for more than a day: {flags}", {"flags": int}
    ),
    "pack_asked": Kind("{by} asks for a file of accesses to review: somebody else has to agree", {"by": UUID}),
    "pack_agreed": Kind("{by} has agreed to a file of accesses that you asked for", {"by": UUID}),
    # Each hour (oversight.watching)
    "unusual_activity": Kind(
        "Unusual activity of {person}: {why}. Reasons in all: {reasons}",
        {"person": UUID, "why": Unusual, "reasons": int},
    ),
    # The archive (registry.releases): never which record
    "release_asked": Kind("An authority asks to read a record of its archive: two of the national team answer"),
    "release_answered": Kind("The national team has answered your request to read a record of the archive"),
    # Requests for what is held (oversight.subject_access), complaints (oversight.complaints): never about whom
    "access_to_agree": Kind("A request for what is held waits for a second person"),
    "access_sent_back": Kind("A request for what is held that you passed on was sent back to you"),
    "access_ready": Kind("The answer to a request for what is held is ready"),
    "access_changed": Kind("An answer to a request for what is held has to be prepared again: the record has changed"),
    "access_moved": Kind("A request for what is held came to your authority with its record: you answer it now"),
    "access_due": Kind("Requests for what is held that are due soon or overdue: {requests}", {"requests": int}),
    "complaint_made": Kind("Somebody has complained. Complaint {number}", {"number": int}),
    "complaint_passed_on": Kind("Somebody is not satisfied with an answer. Complaint {number}", {"number": int}),
    "complaints_due": Kind("Complaints that are due soon or overdue: {complaints}", {"complaints": int}),
    # registry.ending
    "work_ended": Kind("Nobody has to answer any more what you asked about a record: it is no longer open"),
    "work_handed_over": Kind(
        "Work was handed over to you from {person}. Involvements: {involvements}",
        {"person": UUID, "involvements": int},
    ),
}
