"""What may each role do, at each stage of its organisation? python -m dev.roles_table > docs/roles.md

Made from accounts.roles and accounts.permissions, so that it cannot say anything else than the program (R-USER-3).
"""

import os

import django


def table() -> str:
    from accounts.models import Kind, Stage
    from accounts.permissions import PERMISSIONS, opens
    from accounts.roles import ROLES, clash

    stages = list(Stage)
    words = dict(PERMISSIONS)
    lines = [
        "# Roles",
        "",
        "What each role may do, and at which stage of the organisation in which it is held (R-ORG-1, R-USER-3).",
        "Made by `python -m dev.roles_table`; a test says when it is out of date.",
        "",
        "| Role | Sees children | Function | " + " | ".join(stage.label for stage in stages) + " |",
        "|---|---|---|" + "---|" * len(stages),
    ]
    for role in ROLES.values():
        for permission in role.permissions:
            marks = ["yes" if opens(permission, stage=stage) else "–" for stage in stages]
            sees = "yes" if role.sees_children else "no"
            lines.append(f"| {role.name} | {sees} | {words[permission]} | " + " | ".join(marks) + " |")
    lines += ["", "## In words", "", "| Role | Held in | Can | Cannot |", "|---|---|---|---|"]
    for role in ROLES.values():
        where = ", ".join(kind.label.lower() for kind in Kind if kind in role.held_in)
        lines.append(f"| {role.name} | {where} | {'; '.join(role.can)} | {'; '.join(role.cannot) or '–'} |")
    lines += ["", "## Never held by one person", "", "| Role | Not beside |", "|---|---|"]
    for role in ROLES.values():
        clashing = [other.name for other in ROLES.values() if clash(role, other)]
        lines.append(f"| {role.name} | {', '.join(clashing) or '–'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactpoint.settings")
    django.setup()
    print(table(), end="")
