"""Who may see that a file is on its way: its job names the file, and says what became of it."""

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, true, update

from storage.access import narrowed_readers, readable_condition
from storage.records import Reader
from storage.schema import audiences, collection_groups, documents, jobs

EVERY_READER = "*"  # among a job's readers: undoes a narrowing; no group can be called so


def visible_condition(reader: Reader) -> ColumnElement[bool]:
    """An SQL condition on a row of `jobs`: true where `reader` may see it.

    They may read its collection, are among the readers it names, and may read the document that
    is there already. Fails closed: for a reader without a group it is false.
    """
    if reader.everything:
        return true()
    named = func.json_each(jobs.c.readers).table_valued("value", name="named")
    admitted = exists().where(named.c.value.in_({*reader.groups, EVERY_READER}))
    there = (
        select(documents.c.id)
        .where(
            documents.c.collection_id == jobs.c.collection_id, documents.c.source == jobs.c.source
        )
        .correlate(jobs)
    )
    readable = there.join(audiences, audiences.c.id == documents.c.audience_id).where(
        readable_condition(reader)
    )
    return and_(
        _granted(reader),
        or_(jobs.c.readers.is_(None), admitted),
        or_(~there.exists(), readable.exists()),
    )


def followed_condition(reader: Reader) -> ColumnElement[bool]:
    """As `visible_condition`, and true for what `reader` brought: they see that to its end, though
    it may be narrowed away from them; not in a collection that they may not read any more."""
    own = and_(_granted(reader), jobs.c.requested_by == reader.name)
    return or_(visible_condition(reader), own)


def _granted(reader: Reader) -> ColumnElement[bool]:
    return exists().where(
        collection_groups.c.collection_id == jobs.c.collection_id,
        collection_groups.c.group_name.in_(reader.groups),
    )


def leave_narrowing(connection: Connection, document_id: str) -> None:
    """Narrow the jobs of a document that leaves its source as it was: they name its file.

    One that stays queued for another content, where a document is moved, would otherwise bring
    that in with more readers than the document had.
    """
    row = connection.execute(
        select(documents.c.collection_id, documents.c.source, audiences.c.narrowing)
        .join(audiences, audiences.c.id == documents.c.audience_id)
        .where(documents.c.id == document_id)
    ).one()
    if row.narrowing:
        connection.execute(
            update(jobs)
            .where(
                jobs.c.collection_id == row.collection_id,
                jobs.c.source == row.source,
                jobs.c.readers.is_(None),
            )
            .values(readers=sorted(narrowed_readers(row.narrowing) or ()))
        )
