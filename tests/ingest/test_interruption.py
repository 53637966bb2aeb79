import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.interruption import interruptible

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_is_heard_and_the_former_handlers_come_back(
    number: signal.Signals, code: int
) -> None:
    before = signal.getsignal(number)
    with interruptible() as interruption:
        assert not interruption.is_set()
        os.kill(os.getpid(), number)
        assert interruption.wait(5)
    assert interruption.exit_code == code
    assert signal.getsignal(number) is before


def test_the_second_signal_ends_the_process_at_once() -> None:
    code = (
        "import time\n"
        "from ingest.interruption import interruptible\n"
        "with interruptible() as interruption:\n"
        "    print('ready', flush=True)\n"
        "    interruption.wait()\n"
        "    print('heard', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == b"heard\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
