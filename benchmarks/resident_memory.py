"""The memory of a fresh process that opened a home and answered questions without a model.

Run as a program with a home and a questions file, it prints one JSON object: the memory in MiB
after the imports and the weights, after the home was opened, after the answers.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fresh_process import told_by

_MIB = 1024  # in kB


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of one process. `private` is its own alone; `pss` shares shared pages out evenly."""

    resident: float
    pss: float
    private: float

    @classmethod
    def of_rollup(cls, text: str) -> "Memory":
        """As /proc/PID/smaps_rollup says it, in kB a line."""
        sizes: dict[str, int] = {}
        for line in text.splitlines()[1:]:
            name, _, rest = line.partition(":")
            sizes[name] = int(rest.split()[0])
        private = sizes["Private_Clean"] + sizes["Private_Dirty"]
        return cls(sizes["Rss"] / _MIB, sizes["Pss"] / _MIB, private / _MIB)


MOMENTS = {
    "loaded": "the weights loaded, no home open",
    "opened": "the home open",
    "answered": "the questions answered",
}


def in_fresh_process(home: Path, questions: Path) -> dict[str, Memory]:
    """The memory at each of MOMENTS, of a process that does nothing else."""
    told: Mapping[str, Mapping[str, float]] = told_by("benchmarks.resident_memory", home, questions)
    return {moment: Memory(**told[moment]) for moment in MOMENTS}


def now() -> Memory:
    """The memory of this process."""
    return Memory.of_rollup(Path("/proc/self/smaps_rollup").read_text("ascii"))


def main(home: Path, questions_file: Path) -> dict[str, Memory]:
    """Load, open, answer; the memory after each."""
    from assistant.answering import Assistant
    from assistant.questions_file import read_questions
    from assistant.settings import AssistantSettings
    from benchmarks.homes import open_ready, settings_at
    from benchmarks.made_home import reader_of
    from storage.embedder_in_force import load_chosen

    found = {}
    embedder = load_chosen(settings_at(home))
    embedder.embed_query("warm")
    found["loaded"] = now()
    with open_ready(home, embedder=embedder) as store:
        found["opened"] = now()
        assistant = Assistant(store, AssistantSettings(model="none"))
        for question in read_questions(questions_file):
            for _ in assistant.answer(question.question, reader=reader_of(100)):
                pass
        found["answered"] = now()
    return found


if __name__ == "__main__":
    from dataclasses import asdict

    from storage.silence import silence_libraries

    silence_libraries()
    measured = main(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(json.dumps({name: asdict(memory) for name, memory in measured.items()}) + "\n")
