"""The jobs of a batch as a person follows them: others' batches have files of all readers."""

from collections.abc import Sequence

from storage.job_access import followed_condition
from storage.job_rows import job_of, job_rows
from storage.ledger import Ledger
from storage.records import Job, Reader
from storage.schema import jobs


def followed_jobs(
    ledger: Ledger, reader: Reader, batch: str, *, limit: int, ids: Sequence[int] | None = None
) -> list[Job]:
    """Those that `reader` may see or brought, oldest first; with `ids` only of these."""
    query = job_rows().where(jobs.c.batch == batch, followed_condition(reader))
    if ids is not None:
        query = query.where(jobs.c.id.in_(ids))
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(jobs.c.id).limit(limit)).all()
    return [job_of(row) for row in rows]
