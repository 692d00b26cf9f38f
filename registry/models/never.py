"""Which rows are never deleted, but with the whole record that they belong to? (R-SHIELD-3, R-REC-5)"""

from typing import Any

import pgtrigger


class DeletedWithRecord(pgtrigger.Trigger):
    """Refuses every deletion but that of a record which is being destroyed (registry.models.Destroying).

    `child` is SQL that gives the record of the row OLD.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Delete

    def __init__(self, *, name: str, child: str = "OLD.child_id", **more: Any) -> None:
        func = f"""
            IF NOT EXISTS (SELECT FROM registry_destroying d WHERE d.child_id = ({child})) THEN
                RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
            END IF;
            RETURN OLD;
        """  # noqa: S608 - words of this program alone
        super().__init__(name=name, func=func, **more)
