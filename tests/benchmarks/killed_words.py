"""`benchmarks.killed_server` with an embedder that needs no torch: `python -m` this."""

import sys
from pathlib import Path

from benchmarks import killed_server
from tests.fakes import WordTokenEmbedder

if __name__ == "__main__":
    killed_server.main(Path(sys.argv[1]), Path(sys.argv[2]), embedder=WordTokenEmbedder())
