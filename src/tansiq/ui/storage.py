"""Static files under names that carry their hash, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):
    """Also rewrites imports between script modules."""

    support_js_module_import_aggregation = True
