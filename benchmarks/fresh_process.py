"""What a module of the benchmarks measures in a process that does nothing else."""

import json
import subprocess
import sys
from typing import Any


def told_by(module: str, *arguments: object) -> Any:
    """The JSON that `python -m MODULE ARGUMENTS` prints as its last line.

    Raises RuntimeError with the end of its errors where the process fails.
    """
    ran = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"The process that was to be measured failed:\n{ran.stderr[-2000:]}")
    return json.loads(ran.stdout.splitlines()[-1])
