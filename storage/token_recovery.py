"""Token rows saved from files that cannot be trusted as they are: what is whole is kept.

Computing them again takes a forward pass a chunk; checking them takes a second for 100,000.
"""

import logging
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from storage.errors import IndexUnusable
from storage.index_pair import DiskIndex
from storage.records import Chunk
from storage.token_folder import TOKENS, TokenSnapshot
from storage.token_index import TokenIndex
from storage.token_projection import CompressedTokens
from storage.token_table import token_key

logger = logging.getLogger(__name__)

_AT_ONCE = 1000  # chunks: 5 MB of rows


def mend_tokens(folder: Path, token_digest: str, *, ids: Collection[int]) -> None:
    """Make the token index of a generation anew from what is whole of it, for those chunks.

    Raises IndexUnusable.
    """
    damaged, mended = folder / TOKENS, folder / f"{TOKENS}.mended"
    former = TokenSnapshot.open(damaged, token_digest)
    try:
        shutil.rmtree(mended, ignore_errors=True)
        if former is not None:
            _copy(former, TokenIndex(mended, token_digest), ids)
            logger.warning("index %s: its tokens were damaged and are mended", folder.name)
        shutil.rmtree(damaged, ignore_errors=True)
        if former is not None:
            mended.rename(damaged)
    except OSError as error:
        raise IndexUnusable(f"The tokens in {folder.name} cannot be mended: {error}.") from error
    finally:
        if former is not None:
            former.close()


def carry_over(former: TokenSnapshot, disk: DiskIndex, chunks: Sequence[Chunk]) -> None:
    """Give chunks that `disk` holds the rows that `former` has of the same texts."""
    rows = former.matching({chunk.id: token_key(chunk) for chunk in chunks})
    having = [chunk for chunk in chunks if chunk.id in rows]
    tokens = CompressedTokens(former.projection, [rows[chunk.id] for chunk in having])
    disk.add_tokens(having, tokens)


def _copy(former: TokenSnapshot, mended: TokenIndex, ids: Collection[int]) -> None:
    keys = former.keys()
    kept = sorted(keys.keys() & set(ids))
    try:
        for start in range(0, len(kept), _AT_ONCE):
            rows = former.matching({i: keys[i] for i in kept[start : start + _AT_ONCE]})
            tokens = CompressedTokens(former.projection, list(rows.values()))
            mended.add(list(rows), [keys[i] for i in rows], tokens)
    finally:
        mended.close()
