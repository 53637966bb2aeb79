"""Vectors kept with a version: one a text, at half precision, of one embedder or several."""

from pathlib import Path

import numpy as np
import pytest

from storage.access import create_collection
from storage.chunks import (
    add_vectors,
    cached_vectors,
    iter_active_vectors,
    missing_vectors,
)
from storage.ledger import Ledger
from storage.originals import Originals
from storage.version_rows import input_sha256
from storage.versions import (
    begin_version,
    remove_document,
)
from tests.storage.populating import DIGEST, add, counts, new_version


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])


def test_equal_texts_share_one_vector_until_the_last_of_them_goes(
    ledger: Ledger, home: Path
) -> None:
    first = add(ledger, new_version("hr", "/a", ["same"], title="T"))
    second = add(ledger, new_version("hr", "/b", ["same"], title="T"))
    key = input_sha256("T", "", "same")
    assert counts(ledger) == (2, 2, 1)
    remove_document(ledger, Originals(home), first.document_id)
    assert cached_vectors(ledger, DIGEST, [key]).keys() == {key}
    remove_document(ledger, Originals(home), second.document_id)
    assert cached_vectors(ledger, DIGEST, [key]) == {}
    assert counts(ledger) == (0, 0, 0)


def test_vectors_come_back_as_they_were_kept_to_half_precision(ledger: Ledger) -> None:
    made = add(ledger, new_version("hr", "/a", ["abcd", "efgh"]))
    (batch,) = iter_active_vectors(ledger, DIGEST)
    ids, audiences, vectors = batch
    assert ids.tolist() == [chunk.id for chunk in made.chunks]
    assert audiences.tolist() == [made.audience] * 2
    assert vectors.dtype == np.float16
    assert vectors.tolist() == [list(b"abcd"), list(b"efgh")]


def test_another_embedder_finds_its_vectors_missing_and_adds_them(ledger: Ledger) -> None:
    made = add(ledger, new_version("hr", "/a", ["abcd", "efgh"]))
    missing = missing_vectors(ledger, "another")
    assert [chunk.id for chunk in missing] == [chunk.id for chunk in made.chunks]
    keys = [input_sha256(chunk.title, chunk.section, chunk.text) for chunk in missing]
    add_vectors(ledger, "another", keys, np.ones((2, 3), dtype=np.float32))
    assert missing_vectors(ledger, "another") == []
    third = add(ledger, new_version("hr", "/b", ["ijkl"]))  # without a vector of the other
    found = [ids.tolist() for ids, _, _ in iter_active_vectors(ledger, "another", batch=1)]
    assert found == [[chunk.id] for chunk in made.chunks]
    assert missing_vectors(ledger, "another") == list(third.chunks)
    assert next(iter_active_vectors(ledger, "another"))[2].shape == (2, 3)
    assert next(iter_active_vectors(ledger, DIGEST))[2].shape == (3, 4)


def test_vectors_and_chunks_must_be_equally_many(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="1 vectors for 2 chunks"):
        begin_version(
            ledger,
            new_version("hr", "/a", ["one", "two"]),
            vectors=np.ones((1, 4)),
            embedder_digest=DIGEST,
        )


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6, 0.0, 1e-9])
def test_a_vector_that_half_precision_cannot_hold_is_refused(ledger: Ledger, value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        begin_version(
            ledger,
            new_version("hr", "/a"),
            vectors=np.full((1, 4), value, dtype=np.float64),
            embedder_digest=DIGEST,
        )
    assert counts(ledger) == (0, 0, 0)
