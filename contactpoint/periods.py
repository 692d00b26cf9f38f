"""How long is what kept, and within which time is somebody answered? Settings, read from the environment.

docs/running.md and docs/rights.md say what each is for. Whoever changes one changes what was promised to children and
parents.
"""

import environ

_env = environ.Env()

# --- How long what is kept (R-REC-3, R-REC-5, R-AUDIT-6): docs/running.md says what each period is for ---------
INCLUDED_UNTIL_YEARS = _env.int("INCLUDED_UNTIL_YEARS", 18)  # of age
EXTENDED_UNTIL_YEARS = _env.int("EXTENDED_UNTIL_YEARS", 25)  # of age, by consent
ARCHIVED_YEARS_AFTER_DEATH = _env.int("ARCHIVED_YEARS_AFTER_DEATH", 1)
ARCHIVED_YEARS_AFTER_LEAVING = _env.int("ARCHIVED_YEARS_AFTER_LEAVING", 3)
ARCHIVE_READ_BY_AREA_YEARS = _env.int("ARCHIVE_READ_BY_AREA_YEARS", 1)
ARCHIVE_KEPT_YEARS = _env.int("ARCHIVE_KEPT_YEARS", 6)
RELEASE_READ_WITHIN_DAYS = _env.int("RELEASE_READ_WITHIN_DAYS", 14)
ENDED_INVOLVEMENT_SHOWN_YEARS = _env.int("ENDED_INVOLVEMENT_SHOWN_YEARS", 1)
DELIVERED_FILES_KEPT_DAYS = _env.int("DELIVERED_FILES_KEPT_DAYS", 90)
SEARCHES_KEPT_DAYS = _env.int("SEARCHES_KEPT_DAYS", 1)  # under their address, to come back to
SEARCH_WORDS_KEPT_MONTHS = _env.int("SEARCH_WORDS_KEPT_MONTHS", 12)  # in the log
OTHER_WORDS_KEPT_MONTHS = _env.int("OTHER_WORDS_KEPT_MONTHS", 72)  # in the log, about no child's record

# --- Rights of children and parents (oversight) ---------------------------------------------------------------
SUBJECT_ACCESS_DAYS = _env.int("SUBJECT_ACCESS_DAYS", 40)  # calendar days (Data Protection Act 1998, section 7)
SUBJECT_ACCESS_KEPT_DAYS = _env.int("SUBJECT_ACCESS_KEPT_DAYS", 30)  # the documents, once they are made
COMPLAINT_DAYS = _env.int("COMPLAINT_DAYS", 20)  # working days
COMPLAINT_NEXT_STEP_DAYS = _env.int("COMPLAINT_NEXT_STEP_DAYS", 90)  # after an answer the national team can be asked
