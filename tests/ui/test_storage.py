"""The list of the static files: whole, missing, or as a power cut left it."""

import pytest

from tansiq.ui.storage import Static

WHOLE = '{"version": "1.1", "paths": {"a.css": "a.1.css"}, "hash": "x"}'


@pytest.mark.parametrize(
    ("written", "paths"),
    [(WHOLE, {"a.css": "a.1.css"}), (None, {}), ("", {}), (WHOLE[:20], {}), ("\0" * 40, {})],
)
def test_list_that_is_not_whole_counts_as_none(tmp_path, written, paths):
    if written is not None:
        (tmp_path / "staticfiles.json").write_text(written)

    assert Static(location=tmp_path).hashed_files == paths
