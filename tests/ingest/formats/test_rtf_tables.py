"""The definitions of rows of RTF tables, as hostile files state them."""

import tracemalloc

from ingest.formats.rtf_file import rtf_body


def test_many_rows_below_one_long_definition_do_not_each_keep_it() -> None:
    count = 3_000
    file = b"{\\rtf1 \\trowd%s\\intbl %s}" % (count * b"\\cellx9", count * b"a\\cell\\row ")
    tracemalloc.start()
    try:
        blocks = list(rtf_body(file))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [block.text for block in blocks] == count * ["a"]
    assert most < 50 << 20  # 150 MB where each does
