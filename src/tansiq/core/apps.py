"""Compiles the words of every area before the first of them is spoken."""

from django.apps import AppConfig

from tansiq.core.catalogues import compile_catalogues


class CoreConfig(AppConfig):
    """The foundation of the node."""

    name = "tansiq.core"

    def import_models(self) -> None:
        """Make the compiled catalogues where they are missing or older than their words: the models speak already."""
        compile_catalogues()
        super().import_models()
