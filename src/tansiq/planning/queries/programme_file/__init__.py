"""The programme as a file: written from the records, as its reader may see it, and what a given file would do to them."""
