"""Why was a row, or a whole delivery, not taken? A code for machines and plain words for a clerk (R-FEED-4).

Neither ever holds a value of a person: codes and words go back to the supplier, and into counts and logs.
"""

from enum import StrEnum


class Reason(StrEnum):
    """One reason. `words` says what is wrong and what to do."""

    words: str

    def __new__(cls, code: str, words: str = "") -> "Reason":
        member = str.__new__(cls, code)
        member._value_ = code
        member.words = words
        return member

    # The delivery as a whole: nothing of it is applied.
    EMPTY = "empty", "The file is empty. Send the whole file."
    TOO_LARGE = "too_large", "The file is larger than a delivery may be. Send it in parts."
    TOO_COSTLY = (
        "too_costly",
        "Reading the file took more time or memory than any honest file needs. Check how it is made.",
    )
    WRONG_FORMAT = "wrong_format", "This is not a file of the format agreed with this source. Send that format."
    ENC_INVALID = "enc_invalid", "The file is not text in the agreed encoding. Save it as UTF-8 and send it again."
    LINE_TOO_LONG = (
        "line_too_long",
        "A line is longer than any honest row. Check for a missing line break or quotation mark.",
    )
    XML_DTD = "xml_dtd", "The file declares a document type or entities. Send it without."
    XML_BROKEN = "xml_broken", "The file is not whole XML: it was cut or damaged on the way. Send it again."
    XML_SHAPE = (
        "xml_shape",
        "The file is nested deeper, or holds longer values, than the format allows. Check how it is made.",
    )
    CSV_QUOTE = (
        "csv_quote",
        "A quotation mark is opened and not closed, or closed too early. Put it right and send the file again.",
    )
    CSV_HEADER = (
        "csv_header",
        "The first line must name each column of the format once. Put it right and send the file again.",
    )
    CSV_WIDE = "csv_wide", "The file has more columns than any honest table. Send only the columns of the format."
    ARCHIVE_BROKEN = (
        "archive_broken",
        "The archive is damaged, or packed in another way than zip and gzip usually are. Pack it again.",
    )
    ARCHIVE_BOMB = (
        "archive_bomb",
        "The archive unpacks to far more than any honest file does. Send the file without packing it.",
    )
    ARCHIVE_LARGE = "archive_large", "The archive is too large to be opened. Send the file without packing it."
    ARCHIVE_MANY = "archive_many", "The archive holds more than one file, or none. Pack exactly one."
    ARCHIVE_NESTED = "archive_nested", "The archive holds another archive. Pack the file itself, once."
    ARCHIVE_LOCKED = "archive_locked", "The archive needs a password. Pack the file without one."
    ARCHIVE_PATH = (
        "archive_path",
        "The archive holds a link or a folder, or a name that is a path. Pack the file alone.",
    )
    DOCUMENT_LARGE = (
        "document_large",
        "The file is one large JSON document, or its first line is broken. Send one resource a line.",
    )
    FHIR_OUTCOME = (
        "fhir_outcome",
        "The file is an answer that holds no patient (an OperationOutcome). Ask the service again.",
    )
    MAPPING_MISSING = "mapping_missing", "Nobody has said yet what the columns of this source mean. Make its mapping."
    MAPPING_WRONG = "mapping_wrong", "The mapping of this source says what cannot be. Look at it again."
    MAPPING_COLUMNS = (
        "mapping_columns",
        "A column that the mapping of this source names is not in the file. Send it, or change the mapping.",
    )
    TOTAL_MISSING = "total_missing", "The control total at the end is missing: the file was cut. Send it again."
    TOTAL_WRONG = "total_wrong", "The control total is not the number of rows in the file. Send the whole file again."
    NO_DATE = "no_date", "The file does not say when it was made. Fill that in and send it again."
    TOO_MANY_ERRORS = (
        "too_many_errors",
        "More rows are in error than this source is allowed. Correct them, or have the rest let through.",
    )
    JUMP_NEW = (
        "jump_new",
        "Far more children are new in it than is usual for this source. Check it, or have it let through.",
    )
    JUMP_VANISHED = (
        "jump_vanished",
        "Far more children are missing from it than is usual for this source. Check it, or have it let through.",
    )
    CANNOT_OPEN = "cannot_open", "The stored file cannot be opened any more. Send it again."
    GIVEN_UP = (
        "given_up",
        "Reading the file broke off again and again behind the same row, and was given up. Nothing of it was applied. "
        "Look at the rows behind that line, and send the file again.",
    )
    REAL_PERSON = (
        "real_person",
        "This is a practice area, and an NHS number in the file is not an invented one. Send no real people here.",
    )
    MANIFEST_WRONG = (
        "manifest_wrong",
        "The manifest is not one, or says something that cannot be. It names count and sha256, and may name "
        "sequence and as_at. Send it again with the file.",
    )
    CHECKSUM_WRONG = (
        "checksum_wrong",
        "The file is not the one that its manifest describes: the checksums differ. Send both again.",
    )
    COUNT_WRONG = (
        "count_wrong",
        "The file does not hold as many rows as its manifest announces. Send the whole file again.",
    )
    STALE_SEQUENCE = (
        "stale_sequence",
        "A delivery with this number, or a later one, was received before. Give it the next number if it is newer.",
    )
    TURNED_AWAY = "turned_away", "A person looked at the report and turned the delivery away."
    NOT_ACCREDITED = "not_accredited", "This source is not accredited yet: this was a trial and nothing was changed."

    # One row that cannot be read.
    COLS_EXTRA = (
        "cols_extra",
        "The row has more cells than the header. Check for a comma inside a value without quotation marks.",
    )
    COLS_MISSING = "cols_missing", "The row has fewer cells than the header. Fill in the missing cells."
    WRONG_PLACE = (
        "wrong_place",
        "A value stands in a place that the format does not have. Put it into the right one.",
    )
    CONTROL_CHARACTER = (
        "control_character",
        "A value holds a character that cannot be written or shown. Type the value again.",
    )
    VALUE_TOO_LONG = "value_too_long", "A value is longer than its field can be. Shorten it."
    JSON_BROKEN = "json_broken", "The line is not a JSON object. Write it again."
    JSON_SHAPE = (
        "json_shape",
        "A value is not of the kind that the format says (a text, a list, an object). Put it right.",
    )
    DUP_KEY = "dup_key", "A field is given twice in the row. Give it once."
    DUP_ROW = (
        "dup_row",
        "The delivery says different things of one child for the same day. Send one row for each child.",
    )
    KEY_MISSING = (
        "key_missing",
        "The row has no key of its own (pupil number, NHS number, registration or case number). Fill it in.",
    )
    ID_CHECKDIGIT = (
        "id_checkdigit",
        "An identifier is not a real one: its check character is wrong. Compare it with the paper.",
    )
    NAME_EMPTY = "name_empty", "The row names nobody. Fill in a first name or a last name."
    NAME_BIDI = "name_bidi", "A name holds invisible marks that turn the direction of writing. Type the name again."
    NAME_MIXED_SCRIPT = (
        "name_mixed_script",
        "A name mixes letters of two alphabets that look alike. Type the name again.",
    )
    DATE_INVALID = "date_invalid", "A date is not a real day written as year-month-day. Put it right."
    DOB_MISSING = "dob_missing", "The date of birth is missing. Fill it in."
    UNBORN = (
        "unborn",
        "The row is about a child who is not born yet: the registry holds none. Send it after the birth.",
    )
    DOB_FUTURE = "dob_future", "The date of birth is in the future. Put it right."
    DOB_OVER_25 = (
        "dob_over_25",
        "By the date of birth this is no child (25 or older). Put it right, or leave the person out.",
    )
    DATE_FUTURE = "date_future", "A date that must be past is in the future. Put it right."
    DATE_ORDER = "date_order", "Something ends before it starts. Put the dates right."
    GENDER_UNKNOWN = "gender_unknown", "The gender is not one of the codes of the format. Use one of them."
    POSTCODE_INVALID = "postcode_invalid", "A postcode is not shaped like one. Put it right, or leave it empty."
    PHONE_INVALID = "phone_invalid", "A telephone number is not one. Put it right, or leave it empty."
    EMAIL_INVALID = "email_invalid", "An email address is not one. Put it right, or leave it empty."
    CANNOT_KEEP = (
        "cannot_keep",
        "The registry cannot hold this row: a value contradicts another. Compare it with the paper.",
    )
    CODE_UNKNOWN = "code_unknown", "A code is not in the list of the format. Use one of the list."
    LA_UNKNOWN = "la_unknown", "The local authority code is not known. Use the three-digit code."

    # One row that can be read and is not this source's to say.
    SENSITIVE_NO_CONSENT = (
        "sensitive_no_consent",
        "A sensitive service may only be sent with the basis of consent and its date. Nothing of the row was kept.",
    )
    NOT_ITS_AREA = (
        "not_its_area",
        "The row is about another authority's child: this source speaks only of its own area.",
    )
    NOT_ITS_ITEMS = "not_its_items", "The row holds nothing that this source may say."

    OVER_AGE = (
        "over_age",
        "By the date of birth this person is no child any more: the registry includes nobody new. Leave the row out.",
    )

    # One row about a child whose record went to the archive.
    RECORD_ARCHIVED = (
        "record_archived",
        "The record that this row means is in the archive. If the child is in England again, a data officer of the "
        "responsible authority brings it back; then have the row read again.",
    )

    # One row that nobody put right or approved while its file was kept.
    FILE_DESTROYED = "file_destroyed", "Files are destroyed 90 days after they came. Send what still counts again."

    # One row that a person decides about. It reads the same whatever the person has to think of (R-SHIELD-3).
    NEEDS_PERSON = (
        "needs_person",
        "The row is close to a record and yet not clearly the same child. A person will compare the two.",
    )
    NO_AUTHORITY = (
        "no_authority",
        "The row gives no place from which a responsible authority follows. A person will decide.",
    )

    # One row that said nothing new.
    STALE = "stale", "The source has said something newer of this child already."
    NEVER_SAID = "never_said", "The source takes back what it never said."

    # One row that a person turned away.
    NOT_WANTED = "not_wanted", "A person decided that this row is not taken."


REFUSES = frozenset((Reason.SENSITIVE_NO_CONSENT, Reason.NOT_ITS_AREA, Reason.NOT_ITS_ITEMS, Reason.UNBORN))
# What the manifest is to blame for: the same file may come again with another one.
OF_THE_MANIFEST = (Reason.MANIFEST_WRONG, Reason.CHECKSUM_WRONG, Reason.COUNT_WRONG, Reason.STALE_SEQUENCE)
MAY_COME_AGAIN = (*OF_THE_MANIFEST, Reason.GIVEN_UP)  # the same file, as another delivery
