"""A command of ours that has one processor and makes threads, as a program.

It prints how many arenas the C library has made.
"""

import ctypes
import os
import sys
import tempfile
import threading

import typer

from ingest.cli import run

THREADS = 12


commands = typer.Typer()


@commands.command()
def count() -> None:
    """Print how many arenas there are when as many threads have memory of their own."""
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
    sys.stdout.write(f"{arenas()}\n")


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
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    run(commands)
