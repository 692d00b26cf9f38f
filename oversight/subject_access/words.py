"""Which sentences stand in every answer, whatever is in it? (R-AUDIT-4)

Each answer has all of them, so that none of them says anything: not that something was left out, nor that nothing was.
"""

from typing import Final

FRONT: Final = (
    "You asked what ContactPoint holds. This is the answer. It has four parts: what we hold, where it came from, who "
    "looked and why, and how to have it corrected.",
    "ContactPoint is a directory. It says who works with a child and how to reach them. It holds no case notes, no "
    "medical records and no exam results.",
    "The law lets some things be left out of an answer, for example what is about somebody else. No answer says "
    "whether anything was left out. If you think that something is missing, ask us to look again, or ask the "
    "Information Commissioner to check.",
)
NOTHING: Final = (
    "You asked what ContactPoint holds. We looked, and we found nothing to send you: no record that we can give you "
    "under the details that you gave.",
    "ContactPoint is a directory. It says who works with a child and how to reach them. If you think that there should "
    "be a record, or if other names or dates could be in it, tell us and we look again.",
)
CORRECT: Final = (
    "If something is wrong, tell the ContactPoint team of your authority: say what is wrong and what is right. They "
    "correct it, or tell you why they do not. Whoever gave us what was wrong is told too.",
    "If you are not satisfied with this answer, you can complain to the authority. If you are not satisfied with what "
    "it says, the national team looks at it, and after that the Information Commissioner.",
)
LOOKED: Final = (
    "Each time somebody opened the record: when, who, for which organisation, in which role, and the reason that they "
    "gave. “ContactPoint team” are the people of an authority who look after records."
)
NAMED: Final = (
    "When a name is found by a search or stands in a list, that is kept too. These people saw a name and a date of "
    "birth. Each line is one day."
)
NOBODY: Final = "Nobody has."
GLOSSARY: Final = (
    ("Common Assessment Framework", "A way of finding out which help a child needs. ContactPoint holds only the date."),
    ("ContactPoint number", "A number that means nothing by itself and is given to one child only."),
    ("ContactPoint team", "The people of an authority who look after its records."),
    ("Lead professional", "The person who keeps the help for a child together."),
    ("Parental responsibility", "The rights and duties that the law gives to a child’s parents, and to some others."),
    ("Practitioner", "Somebody whose work is with children, such as a teacher, nurse or social worker."),
    ("Source", "The organisation or system that gave us something."),
)
FOR_A_CHILD: Final = (
    "You asked what we know about you. This letter tells you.",
    "ContactPoint is a list. It helps people who look after children to find each other. A teacher can find your "
    "doctor. A nurse can find your school.",
    "We know your name and your birthday. We may know where you live. We may know your school and your doctor. We may "
    "know who helps you.",
    "We do not know your marks. We do not know what you tell your doctor.",
    "Some people looked at your page. The long letter says who they are. It says why they looked.",
    "Is something wrong? Tell us. We will put it right, or tell you why not.",
    "You can ask a grown-up you trust to help you. You can ring us and ask. It costs you nothing to ask.",
)
