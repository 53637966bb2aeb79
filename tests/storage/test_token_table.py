"""The table of token rows: the latest record of a chunk counts, and a damaged one does not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from storage.token_table import (
    RECORD,
    TokenTable,
    added,
    has_key,
    key_of,
    removed,
    sealed_records,
    whole_records,
)

PROJECTION = "p" * 64
KEYS = ["0" * 16 + "1" * 48, "0" * 16 + "2" * 48, "f" * 64, "8" + "0" * 63]

steps = st.lists(
    st.lists(
        st.tuples(st.integers(1, 8), st.booleans(), st.integers(0, 4), st.sampled_from(KEYS)),
        max_size=6,
    ),
    max_size=12,
)


@given(steps)
def test_a_table_is_a_dictionary_of_the_latest(steps: list) -> None:
    table, model, log, offset = TokenTable(), {}, b"", 0
    for step in steps:
        fields = []
        for chunk_id, is_added, length, key in step:
            rows = np.zeros((length, 3), dtype=np.int8)
            fields.append(added(chunk_id, key, rows, offset) if is_added else removed(chunk_id))
            if is_added:
                model[chunk_id] = (offset, length, key)
            else:
                model.pop(chunk_id, None)
            offset += length
        records = sealed_records(fields, projection=PROJECTION)
        table.put(records)
        log += records.tobytes()
    again = TokenTable()
    again.put(whole_records(log, projection=PROJECTION))
    for one in (table, again):
        assert one.ids() == sorted(model)
        assert len(one) == len(model)
        assert one.live_rows == sum(length for _, length, _ in model.values())
        wanted = [7, 3, 1, 3, 99, 8]
        found = one.of(wanted)
        assert found["chunk"].tolist() == [i for i in dict.fromkeys(wanted) if i in model]
        for record in found:
            offset, length, key = model[int(record["chunk"])]
            assert (record["offset"], record["length"]) == (offset, length)
            assert has_key(record, key)
            assert key.startswith(key_of(record))
        present = {key for _, _, key in model.values()}
        by_key = one.with_keys(KEYS)
        assert by_key.keys() == present
        for key, (record,) in by_key.items():
            assert model[int(record["chunk"])][2] == key


def test_a_record_with_a_changed_byte_is_passed_over_and_the_others_are_kept() -> None:
    rows = np.ones((2, 3), dtype=np.int8)
    fields = [added(chunk_id, KEYS[0], rows, 2 * chunk_id) for chunk_id in range(5)]
    log = sealed_records(fields, projection=PROJECTION).tobytes()
    for place in range(2 * RECORD.itemsize, 3 * RECORD.itemsize):
        changed = bytearray(log)
        changed[place] ^= 0x40
        kept = whole_records(bytes(changed), projection=PROJECTION)
        assert kept["chunk"].tolist() == [0, 1, 3, 4], place


def test_a_log_that_is_cut_short_counts_as_far_as_it_goes() -> None:
    rows = np.ones((2, 3), dtype=np.int8)
    fields = [added(chunk_id, KEYS[0], rows, 0) for chunk_id in range(3)]
    log = sealed_records(fields, projection=PROJECTION).tobytes()
    assert len(whole_records(log[:-1], projection=PROJECTION)) == 2
    assert len(whole_records(b"", projection=PROJECTION)) == 0


def test_records_of_another_projection_do_not_count() -> None:
    log = sealed_records([removed(1)], projection=PROJECTION).tobytes()
    assert len(whole_records(log, projection="q" * 64)) == 0
