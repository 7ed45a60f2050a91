from __future__ import annotations

import pathlib

from tests.fixtures.service import LISTED_NAME, Caller, submission
from kyc_service.services.packs import making
from kyc_service.domain.packs.packs import PackFormat

PEOPLE = [
    {"role": "director", "name": "Eric Badege", "original_script_name": "محمد بن سلمان", "date_of_birth": "1971-05-02", "nationalities": ["CD"]},
    {"role": "owner", "name": "Ayman al Zawahiri", "original_script_name": "习近平", "date_of_birth": "1951-06-19", "nationalities": ["EG"]},
]

def test_try(caller: Caller):
    ver = caller.run(caller.submit(submission(business={"name": LISTED_NAME}, people=PEOPLE)))
    with caller.rt.open_work(caller.tenant.id, "key:anna") as work:
        pack = making.request(work, ver, caller.rt.settings.evidence_pack_life)
    making.make(caller.rt, pack.id)
    with caller.rt.open_work(caller.tenant.id, "key:anna") as work:
        pack, pdf = making.fetch(work, pack.id, PackFormat.PDF)
        _, js = making.fetch(work, pack.id, PackFormat.JSON)
    print(pack)
    pathlib.Path("/tmp/pack.pdf").write_bytes(pdf)
    pathlib.Path("/tmp/pack.json").write_bytes(js)
    from kyc_service.services.packs import envelope
    print(envelope.check(js, caller.rt.keys.head_key()))
