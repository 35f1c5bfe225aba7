"""The templates that ship with the project, written by this code: no file was copied."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from html import escape

from tansiq_desk.paper.word.packing import packed
from tansiq_desk.paper.word.styles import FONT_TABLE, MAIN, NUMBERING, STYLES, XML

MADE_AT = datetime(2025, 1, 1, tzinfo=UTC)
KINDS = ("minutes", "letter")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_OFFICE}.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "styles": STYLES,
    "numbering": NUMBERING,
    "fontTable": FONT_TABLE,
    "settings": f'<w:settings {MAIN}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl '
    'w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
}
_BODY = {
    "minutes": (
        ("TansiqIssuer", "{{issuer}}"), ("Title", "{{title}}"), ("Subtitle", "{{subtitle}}"),
        ("TansiqReference", "{{reference}}"), ("TansiqReference", "{{day}}"), ("BodyText", "{{body}}"),
    ),
    "letter": (
        ("TansiqIssuer", "{{issuer}}"), ("TansiqReference", "{{reference}}"), ("TansiqReference", "{{day}}"),
        ("Title", "{{title}}"), ("Subtitle", "{{subtitle}}"), ("BodyText", "{{body}}"),
    ),
}  # fmt: skip
"""What stands in each kind of paper, with its style; a line that says nothing is left out when it is filled."""


@cache
def shipped_template(kind: str) -> bytes:
    """Give the template of a kind of paper."""
    parts = {**_PARTS, "header1": _edge("hdr", "Header", "{{marking}}"), "footer1": _foot()}
    contents = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml"), core=True
        ),
        "word/document.xml": _document(_BODY[kind]),
        "word/_rels/document.xml.rels": _relations(*((name.rstrip("1"), f"{name}.xml") for name in parts)),
        **{f"word/{name}.xml": text for name, text in parts.items()},
        "docProps/core.xml": _core(),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Tansiq</Application></Properties>",
    }  # fmt: skip
    return packed({name: (XML + text).encode() for name, text in contents.items()}, MADE_AT)


def _paragraph(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'


def _document(lines: tuple[tuple[str, str], ...]) -> str:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:footerReference w:type="default" r:id="rId6"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1304" w:bottom="1304" w:left="1304" '
        'w:header="624" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    body = "".join(_paragraph(*line) for line in lines)
    return f'<w:document {MAIN} xmlns:r="{_OF_OFFICE}"><w:body>{body}{section}</w:body></w:document>'


def _edge(kind: str, style: str, text: str) -> str:
    return f"<w:{kind} {MAIN}>{_paragraph(style, text)}</w:{kind}>"


def _foot() -> str:
    lines = (
        _paragraph("Footer", "{{marking}}")
        + _paragraph("TansiqFoot", "{{mark}}")
        + _paragraph("TansiqFoot", "{{pages}}")
    )
    return f"<w:ftr {MAIN}>{lines}</w:ftr>"


def _types(parts: dict[str, str]) -> str:
    kinds = {f"/word/{name}.xml": f"{_WORD}.{name.rstrip('1')}+xml" for name in parts}
    kinds |= {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{_OFFICE}.extended-properties+xml",
    }
    each = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )


def _relations(*targets: tuple[str, str], core: bool = False) -> str:
    kinds = [(f"{_OF_OFFICE}/{kind}", target) for kind, target in targets]
    if core:
        kinds.append((f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml"))
    each = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(each)}</Relationships>'


def _core() -> str:
    moment = f"{MADE_AT:%Y-%m-%dT%H:%M:%SZ}"
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )
