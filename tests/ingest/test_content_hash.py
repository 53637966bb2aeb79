import hashlib
import io

import pytest

from ingest.content_hash import sha256_of
from storage.originals import BLOCK_BYTES


class Endless(io.RawIOBase):
    """A file that grows as fast as it is read."""

    reads = 0

    def read(self, size: int = -1, /) -> bytes:
        self.reads += 1
        assert self.reads < 10, "read for ever"
        return b"x" * size


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, 2 * BLOCK_BYTES + 1])
def test_a_stream_of_the_size_it_had_is_hashed(size: int) -> None:
    content = b"x" * size
    assert sha256_of(io.BytesIO(content), size) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", [0, 3, BLOCK_BYTES + 3])
def test_one_that_holds_more_or_fewer_is_being_written(size: int) -> None:
    assert sha256_of(io.BytesIO(b"x" * (size + 1)), size) is None
    assert sha256_of(io.BytesIO(b"x" * size), size + 1) is None


def test_what_grows_as_fast_as_it_is_read_comes_to_an_end() -> None:
    assert sha256_of(Endless(), 3 * BLOCK_BYTES) is None  # type: ignore[arg-type]
