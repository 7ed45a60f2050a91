"""Tags of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select

from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import case_tags, cases


class TagRows(Repository):
    """The tags of one tenant's cases."""

    def of(self, case_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the tags of some cases, each in order; a case without any has none."""
        wanted = select(case_tags.c.case_id, case_tags.c.tag).where(
            case_tags.c.tenant_id == self._tx.tenant_id, case_tags.c.case_id.in_(case_ids)
        )
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._tx.run(wanted.order_by(case_tags.c.case_id, case_tags.c.tag)):
            found[row.case_id].append(row.tag)
        return {case_id: tuple(found[case_id]) for case_id in case_ids}

    def replace(self, case_id: str, tags: Sequence[str]) -> None:
        """Give a case just these tags. Who calls this has checked how many there are."""
        mine = (case_tags.c.tenant_id == self._tx.tenant_id, case_tags.c.case_id == case_id)
        self._tx.run(delete(case_tags).where(*mine, case_tags.c.tag.not_in(tags)))
        for tag in tags:
            row = {"tenant_id": self._tx.tenant_id, "case_id": case_id, "tag": tag}
            self._tx.run(self._tx.insert(case_tags).values(**row).on_conflict_do_nothing())

    def in_use(self, limit: int) -> tuple[str, ...]:
        """List the tags of open cases, in order."""
        same = (cases.c.tenant_id == case_tags.c.tenant_id, cases.c.id == case_tags.c.case_id)
        wanted = (
            select(case_tags.c.tag)
            .join(cases, (same[0]) & (same[1]))
            .where(case_tags.c.tenant_id == self._tx.tenant_id, cases.c.closed_at.is_(None))
        )
        return tuple(self._tx.run(wanted.distinct().order_by(case_tags.c.tag).limit(limit)).scalars())
