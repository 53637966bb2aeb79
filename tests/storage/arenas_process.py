"""A process that owns a home, has one processor, and makes threads: `python -m` this with the home.

It prints how many arenas the C library has made.
"""

import ctypes
import os
import sys
import tempfile
import threading
from pathlib import Path

from storage.settings import StorageSettings
from storage.store import open_owned
from tests.fakes import WordEmbedder

THREADS = 12


def main(home: Path) -> int:
    """How many arenas there are when as many threads have memory of their own."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder()):
        together = threading.Barrier(THREADS)

        def work() -> None:
            held = bytearray(50_000)
            together.wait()
            assert held

        threads = [threading.Thread(target=work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return arenas()


def arenas() -> int:
    """Those of this process, as glibc tells them."""
    library = ctypes.CDLL(None)
    library.fdopen.restype = ctypes.c_void_p
    with tempfile.TemporaryFile() as told:
        stream = ctypes.c_void_p(library.fdopen(os.dup(told.fileno()), b"w"))
        library.malloc_info(0, stream)
        library.fclose(stream)
        told.seek(0)
        return told.read().count(b"<heap nr=")


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))}\n")
