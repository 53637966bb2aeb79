"""An upload for which there is no room is refused in a sentence; people read on (F3)."""

import errno

import pytest
from fastapi import FastAPI

from ingest import disk_space
from storage.originals import Originals
from tests.ui.organisation import Organisation

TEXT = b"The canteen serves soup on Thursdays."


def kept(organisation: Organisation) -> set[str]:
    return {path.name for path in (organisation.store.home / "originals").rglob("*")}


async def test_below_the_reserve_an_upload_is_refused_and_pages_are_shown(
    organisation: Organisation, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await organisation.signed_in(site, "claire")
    before = kept(organisation)
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr(disk_space, "RESERVE_MIB", 1 << 40)
        refused = await browser.upload(TEXT, name="canteen.txt")
        assert refused.status_code == 503
        assert refused.json()["code"] == "no-room"
        assert "too little room on the disk" in refused.json()["hint"]
        document = organisation.document("telework.pdf")
        assert (await browser.get(f"/view/{document.id}/1")).status_code == 200
        assert kept(organisation) == before
    assert (await browser.upload(TEXT, name="canteen.txt")).status_code == 200


async def test_a_disk_that_fills_up_during_an_upload_is_told_and_leaves_nothing(
    organisation: Organisation, site: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Originals, stream: object, *, limit_bytes: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    browser = await organisation.signed_in(site, "claire")
    before = kept(organisation)
    with monkeypatch.context() as filling:
        filling.setattr(Originals, "keeping", full)
        refused = await browser.upload(TEXT, name="canteen.txt")
    assert (refused.status_code, refused.json()["code"]) == (503, "no-room")
    assert kept(organisation) == before
    assert (await browser.upload(TEXT, name="canteen.txt")).status_code == 200
