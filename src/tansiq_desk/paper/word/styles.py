"""Styles, letters and lists of the templates that ship: Word's own names where it has one, so that any template fits."""

from __future__ import annotations

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
INK, QUIET, LINE = "1C2430", "5B6470", "AEB6C0"
ARABIC, LATIN = "Amiri", "Times New Roman"


def _letters(size: int = 0, arabic: int = 0, colour: str = "", *, strong: bool = False) -> str:
    """Write how a style's letters look: sizes in half points, the Arabic ones larger for the same height to the eye."""
    return (
        ("<w:b/><w:bCs/>" if strong else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + (f'<w:sz w:val="{size}"/><w:szCs w:val="{arabic}"/>' if size else "")
    )


def _style(
    name: str, letters: str = "", lines: str = "", *, key: str = "", based: str = "Normal", after: str = ""
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key or name.title().replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>' + (f'<w:next w:val="{after}"/>' if after else "") +
        f"<w:qFormat/><w:pPr>{lines}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )  # fmt: skip


def _heading(level: int, size: int, arabic: int, before: int) -> str:
    lines = f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level - 1}"/>'
    return _style(
        f"heading {level}",
        _letters(size, arabic, INK, strong=True),
        lines,
        key=f"Heading{level}",
        after="BodyText",
    )


def _border(kind: str, size: int = 4, colour: str = LINE) -> str:
    return f'<w:{kind} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'


def _table(name: str, borders: tuple[str, ...], first: str = "") -> str:
    drawn = "".join(_border(it) for it in borders)
    return (
        f'<w:style w:type="table" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{drawn}</w:tblBorders><w:tblCellMar><w:top w:w="40" '
        'w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" '
        f'w:type="dxa"/></w:tblCellMar></w:tblPr>{first}</w:style>'
    )


_FIRST_ROW = (
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" '
    'w:fill="E9EDF2"/></w:tcPr></w:tblStylePr>'
)
_LIST = '<w:numPr><w:numId w:val="{}"/></w:numPr><w:spacing w:after="60"/><w:contextualSpacing/>'
_CENTRED = '<w:jc w:val="center"/>'

STYLES = (
    f"<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts "
    f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{LATIN}" w:cs="{ARABIC}"/><w:color w:val="{INK}"/><w:sz w:val="23"/>'
    '<w:szCs w:val="27"/><w:lang w:val="fr-FR" w:eastAsia="en-US" w:bidi="ar"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    '</w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default '
    'Paragraph Font"/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal '
    'Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" '
    'w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    + _style("Body Text", lines='<w:spacing w:after="120" w:line="276" w:lineRule="auto"/>')
    + _style("Title", _letters(34, 42, INK, strong=True), f'<w:keepNext/><w:spacing w:before="240" w:after="80"/>{_CENTRED}')
    + _style("Subtitle", _letters(24, 30, QUIET), f'<w:spacing w:after="160"/>{_CENTRED}')
    + _heading(1, 28, 34, 320) + _heading(2, 25, 30, 240) + _heading(3, 23, 27, 180)
    + _style("List Bullet", lines=_LIST.format(1), based="BodyText")
    + _style("List Number", lines=_LIST.format(2), based="BodyText")
    + _style("caption", _letters(20, 24, QUIET), '<w:keepNext/><w:spacing w:before="120" w:after="60"/>', key="Caption")
    + _style("header", _letters(19, 23, strong=True), _CENTRED, key="Header")
    + _style("footer", _letters(19, 23, strong=True), _CENTRED, key="Footer")
    + _style("Tansiq Issuer", _letters(23, 27, strong=True), '<w:spacing w:after="60"/>')
    + _style("Tansiq Reference", _letters(21, 25, QUIET), '<w:spacing w:after="100"/>')
    + _style("Tansiq Foot", _letters(17, 20, QUIET), _CENTRED)
    + _style("Tansiq Note", lines=f'<w:keepLines/><w:pBdr>{_border("top")}{_border("bottom")}</w:pBdr><w:shd w:val="clear" '
             'w:color="auto" w:fill="F5F6F8"/><w:spacing w:before="120" w:after="160"/><w:ind w:left="170" w:right="170"/>')
    + _style("Tansiq Cell", _letters(20, 24))
    + _style("Tansiq Signature", _letters(22, 26), f'<w:keepNext/><w:keepLines/><w:spacing w:after="40"/>{_CENTRED}')
    + _table("Table Grid", ("top", "left", "bottom", "right", "insideH", "insideV"))
    + _table("Tansiq Table", ("top", "left", "bottom", "right", "insideH", "insideV"), _FIRST_ROW)
    + _table("Tansiq Pairs", ("top", "bottom", "insideH"))
    + _table("Tansiq Signatures", ())
    + "</w:styles>"
)  # fmt: skip


def _listing(number: int, kind: str, text: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start '
        f'w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" '
        f'w:hanging="340"/></w:pPr><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{ARABIC}"/></w:rPr></w:lvl>'
        "</w:abstractNum>"
    )


NUMBERING = (
    f"<w:numbering {MAIN}>{_listing(0, 'bullet', '•')}{_listing(1, 'decimal', '%1.')}"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
FONT_TABLE = (
    f'<w:fonts {MAIN}><w:font w:name="{ARABIC}"><w:altName w:val="Traditional Arabic"/><w:charset w:val="B2"/><w:family '
    f'w:val="roman"/></w:font><w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font></w:fonts>'
)
