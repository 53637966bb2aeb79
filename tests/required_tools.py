"""Tools of the system that some tests need: skipped aloud without them, required by `.ci/run`."""

import os
import shutil
import subprocess

import pytest

REQUIRED = "INTRAMUROS_TEST_TOOLS_REQUIRED"  # set by .ci/run: what is missing fails, not skips


def needs(tool: str, *arguments: str, why: str) -> pytest.MarkDecorator:
    """Skips the test where `tool` is missing, or where it fails with `arguments`, and says why it
    is needed; never skips where REQUIRED is set."""
    missing = shutil.which(tool) is None or (
        bool(arguments) and subprocess.run([tool, *arguments], capture_output=True).returncode != 0
    )
    required = os.environ.get(REQUIRED) == "1"
    return pytest.mark.skipif(missing and not required, reason=f"{tool} is not usable: {why}")
