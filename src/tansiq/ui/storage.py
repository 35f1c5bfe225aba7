"""Static files under names that carry their hash, compressed once."""

from __future__ import annotations

import json

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):
    """Also rewrites imports between script modules."""

    support_js_module_import_aggregation = True

    def read_manifest(self) -> str | None:
        """Give the list of the files; one that a power cut left in half counts as none, for every start writes it anew."""
        written: str | None = super().read_manifest()
        try:
            json.loads(written or "{}")
        except ValueError:
            return None
        return written or None
