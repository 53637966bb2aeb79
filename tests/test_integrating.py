"""The example for integrators runs as it stands on a home as the text describes it."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.access import create_collection
from storage.ledger import Ledger

PAGE = Path(__file__).parent.parent / "docs" / "integrating.md"


@pytest.mark.slow
def test_the_example_adds_texts_finds_them_and_fills_a_prompt(home: Path) -> None:
    with closing(Ledger.create(home)) as ledger:
        create_collection(ledger, "staff", groups=["staff"])
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    first, *prompt = ran.stdout.splitlines()
    assert first == "rule-12 {'rule': 12}"
    assert prompt[0] == "Human: La prime est versée en mars."  # the retriever's first
    assert prompt[-1] == "Question: Quand la prime est-elle versée ?"
