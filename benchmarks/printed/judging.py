"""Counts pages, and what share of words a reader of PDFs finds: `python -m benchmarks.printed.judging PDF SAID`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.desk.pdf_text import pages_of, signs, words, words_in_order


def main() -> None:
    pdf, said = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]).read_text(encoding="utf-8")
    pages = pages_of(pdf)
    text = "\n".join(pages)
    shares = {}
    for name, count in (("letters", signs), ("words", words), ("ordered", words_in_order)):
        put, found = count(said), count(text)
        shares[name] = 1 - (put - found).total() / put.total()
    archived = b"<pdfaid:part>2</pdfaid:part>" in pdf
    print(json.dumps({"pages": len(pages), "kib": len(pdf) / 1024, "archived": archived, **shares}))


if __name__ == "__main__":
    main()
