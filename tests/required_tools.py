"""Tools of the system that some tests need: skipped aloud without them, required by `.ci/run`."""

import os
import shutil
import subprocess

import pytest

REQUIRED = "INTRAMUROS_TEST_TOOLS_REQUIRED"  # set by .ci/run: what is missing fails, not skips


def needs(tool: str, *, why: str) -> pytest.MarkDecorator:
    """Skips the test where `tool` is missing and says why it is needed; never where REQUIRED is
    set."""
    missing = shutil.which(tool) is None and os.environ.get(REQUIRED) != "1"
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed: {why}")


def needs_right(*command: str, why: str) -> pytest.MarkDecorator:
    """Skips the test where `command` fails: a container may deny what a machine allows."""
    denied = shutil.which(command[0]) is None or (
        subprocess.run(command, capture_output=True, check=False).returncode != 0
    )
    return pytest.mark.skipif(denied, reason=f"{' '.join(command)} is denied here: {why}")
