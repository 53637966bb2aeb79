"""Which file each write call of a process touches, and the call to kill it at for each file.

strace counts the calls of each thread alone. `-P PATH` makes it count those of one file only, but
the files of tantivy have names by chance: for these, a call is chosen that is the first N-th of its
kind in any thread, as a first run without a kill has shown.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = "write,pwrite64,writev,ftruncate,fsync,fdatasync,rename,unlink"
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
_PATH = re.compile(r'(?:<|")([^<>"]*)(?:>|")')
_CHANCE = re.compile(r"[0-9a-f]{32,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\btmp\w{8}$")


@dataclass(frozen=True, slots=True)
class Moment:
    """The `when`-th `call` of a thread; of those that touch `path` only, where one is given."""

    role: str  # the file: its path in the home, without what chance named
    call: str
    when: int
    path: str = ""

    def strace(self, trace: Path) -> tuple[str, ...]:
        """What to put before a command to have it killed at that moment."""
        inject = f"inject={self.call}:signal=SIGKILL:when={self.when}"
        only = ("-P", self.path) if self.path else ()
        return (
            *("strace", "-f", "-qq", "-y", "-o", str(trace)),
            *("-e", f"trace={self.call}", "-e", inject, *only),
        )


def watching(trace: Path) -> tuple[str, ...]:
    """What to put before a command to have its write calls noted in `trace`."""
    return ("strace", "-f", "-qq", "-y", "-o", str(trace), "-e", f"trace={CALLS}")


def calls_of(trace: Path, home: Path) -> Iterator[tuple[str, str, str]]:
    """Thread, call and path of each noted call, in order; the path is empty outside of `home`."""
    for line in trace.read_text(errors="replace").splitlines():
        if match := _LINE.match(line):
            thread, call, rest = match.groups()
            paths = [path for path in _PATH.findall(rest) if path.startswith(f"{home}/")]
            yield thread, call, paths[-1] if paths else ""


def role_of(path: str, home: Path) -> str:
    """The path within the home, where each name that chance made is a star."""
    role = _CHANCE.sub("*", str(Path(path).relative_to(home)))
    role = re.sub(r"\.tmp\w+", ".tmp*", re.sub(r"\.\d+\.del", ".del", role))
    return re.sub(r"^originals/[0-9a-f]{2}\b", "originals/*", re.sub(r"g\d{6}", "g", role))


def moments(trace: Path, home: Path) -> list[Moment]:
    """Each call that a first run has shown and that a kill can be aimed at, in order."""
    of_path: Counter[tuple[str, str, str]] = Counter()
    of_thread: Counter[tuple[str, str]] = Counter()
    furthest: Counter[str] = Counter()
    found: list[Moment] = []
    for thread, call, path in calls_of(trace, home):
        of_thread[thread, call] += 1
        when = of_thread[thread, call]
        first = when > furthest[call]  # of all threads the first to come so far
        furthest[call] = max(furthest[call], when)
        if not path:
            continue
        role = role_of(path, home)
        if "*" not in role:
            of_path[thread, call, path] += 1
            found.append(Moment(role, call, of_path[thread, call, path], path))
        elif first:
            found.append(Moment(role, call, when))
    return found


def unflushed_renames(trace: Path, home: Path) -> list[str]:
    """The files that our own code put in place while what was written to them, or their name, might
    not outlive a power cut: not flushed before, or their folder not flushed afterwards."""
    written: set[str] = set()
    renamed: dict[str, str] = {}  # role by folder, until that is flushed
    found: list[str] = []
    for line in trace.read_text(errors="replace").splitlines():
        match = _LINE.match(line)
        paths = _PATH.findall(match[3]) if match else []
        paths = [path for path in paths if f"{path}/".startswith(f"{home}/")]
        if not match or not paths or "/chroma/" in paths[-1] or "/tantivy/" in paths[-1]:
            continue
        call, path = match[2], paths[-1]
        if call in ("fsync", "fdatasync"):
            written.discard(path)
            renamed.pop(path, None)
        elif call == "rename":
            renamed[str(Path(path).parent)] = role_of(path, home)
            if paths[0] in written:
                found.append(f"{role_of(path, home)} is put in place unflushed")
        elif call != "unlink":
            written.add(path)
    return found + [f"the folder of {role} is not flushed" for role in renamed.values()]


def hit(trace: Path, home: Path) -> str:
    """The file whose call was the last before the kill, as `role_of` says it; empty for none."""
    paths = [path for _, _, path in calls_of(trace, home)]
    return role_of(paths[-1], home) if paths and paths[-1] else ""


def run(command: Sequence[str], *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command to its end, with what it printed."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240)
