"""One process owns a home; a dead owner's lock is free."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage import locking
from storage.errors import HomeBusy, HomeError, NoRoom
from storage.locking import HomeLock, Owner, Trouble, owner

HOLD = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from storage.locking import HomeLock\n"
    "lock = HomeLock.acquire(Path(sys.argv[1]), kind='server', address='http://127.0.0.1:1')\n"
    "print('held', flush=True)\n"
    "time.sleep(60)\n"
)


def test_the_second_to_ask_is_told_who_holds_the_home(ledger: object, home: Path) -> None:
    lock = HomeLock.acquire(home, kind="server")
    lock.set_address("http://127.0.0.1:7860")
    with pytest.raises(HomeBusy) as caught:
        HomeLock.acquire(home)
    assert (caught.value.pid, caught.value.address) == (os.getpid(), "http://127.0.0.1:7860")
    assert owner(home) == Owner(os.getpid(), "server", "http://127.0.0.1:7860")
    lock.release()
    lock.release()
    assert owner(home) is None
    HomeLock.acquire(home).release()


def test_a_killed_owner_leaves_the_home_free(ledger: object, home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert owner(home) == Owner(holder.pid, "server", "http://127.0.0.1:1")
        with pytest.raises(HomeBusy, match=str(holder.pid)):
            HomeLock.acquire(home)
        holder.send_signal(signal.SIGKILL)
    assert owner(home) is None
    HomeLock.acquire(home).release()


def test_what_an_owner_waits_for_is_seen_by_others_until_it_is_over(
    ledger: object, home: Path
) -> None:
    lock = HomeLock.acquire(home, kind="server")
    lock.set_trouble(NoRoom("The disk is full.", hint="Make room."))
    lock.set_address("http://here")
    found = owner(home)
    assert found == Owner(
        os.getpid(), "server", "http://here", Trouble("no-room", "The disk is full.", "Make room.")
    )
    lock.set_trouble(None)
    assert owner(home) == Owner(os.getpid(), "server", "http://here")
    lock.release()
    lock.set_trouble(NoRoom("The disk is full."))
    assert owner(home) is None


def test_the_trouble_of_a_killed_owner_is_believed_by_nobody(ledger: object, home: Path) -> None:
    troubled = HOLD.replace(
        "print(", "from storage.errors import NoRoom\nlock.set_trouble(NoRoom('Full.'))\nprint("
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", troubled, str(home)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        found = owner(home)
        assert found is not None and found.trouble == Trouble("no-room", "Full.", "")
        holder.send_signal(signal.SIGKILL)
    assert owner(home) is None
    lock = HomeLock.acquire(home)
    assert owner(home) == Owner(os.getpid(), "ingest", "")
    lock.release()


def test_a_lock_that_cannot_be_made_is_an_error_of_ours(home: Path) -> None:
    with pytest.raises(HomeError, match="No such file"):
        HomeLock.acquire(home)


def test_a_home_that_was_never_locked_has_no_owner(home: Path) -> None:
    assert owner(home) is None


def test_a_lock_whose_owner_cannot_be_written_is_an_error_of_ours(
    ledger: object, home: Path
) -> None:
    (home / "lock").symlink_to("/dev/full")
    with pytest.raises(HomeError, match="cannot be used as a home folder"):
        HomeLock.acquire(home)


def test_whoever_deletes_the_lock_file_lets_no_second_owner_in(ledger: object, home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        (home / "lock").unlink()
        with pytest.raises(HomeBusy, match="in use by another process"):
            HomeLock.acquire(home)
        assert owner(home) == Owner(0, "", ""), "somebody, of whom nobody knows who it is"
        assert not (home / "lock").exists(), "who is refused leaves nothing"
        holder.send_signal(signal.SIGKILL)
    assert owner(home) is None
    HomeLock.acquire(home).release()


def test_an_owner_makes_its_lock_file_again(ledger: object, home: Path) -> None:
    lock = HomeLock.acquire(home, kind="server", address="http://here")
    (home / "lock").unlink()
    lock.assure()
    assert owner(home) == Owner(os.getpid(), "server", "http://here")
    assert (home / "lock").stat().st_mode & 0o777 == 0o600
    lock.set_address("http://there")
    assert owner(home) == Owner(os.getpid(), "server", "http://there")
    lock.release()
    lock.assure()
    assert owner(home) is None
    HomeLock.acquire(home).release()


def test_an_owner_stops_where_another_lock_file_is_in_place_of_its_own(
    ledger: object, home: Path
) -> None:
    lock = HomeLock.acquire(home)
    lock.assure()
    (home / "lock").unlink()
    (home / "lock").touch()
    for _ in range(2):
        with pytest.raises(HomeError, match="was replaced while this process owned the home"):
            lock.assure()
    lock.release()


def test_where_folders_cannot_be_locked_the_file_alone_keeps_others_out(
    ledger: object, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NFS may have it: a second owner gets in, and the first one stops."""

    def flock(descriptor: int, operation: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112 - no path of ours
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        real(descriptor, operation)

    real = fcntl.flock
    monkeypatch.setattr(locking.fcntl, "flock", flock)
    first = HomeLock.acquire(home)
    with pytest.raises(HomeBusy, match=str(os.getpid())):
        HomeLock.acquire(home)
    assert owner(home) == Owner(os.getpid(), "ingest", "")
    (home / "lock").unlink()
    assert owner(home) is None
    second = HomeLock.acquire(home, kind="server")
    with pytest.raises(HomeError, match="was replaced"):
        first.assure()
    second.assure()
    first.release()
    assert owner(home) == Owner(os.getpid(), "server", "")
    second.release()
    assert owner(home) is None
