"""Paragraphs of Word documents: nothing lost between runs, nothing shown twice, damage is told."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.readers import docx
from analysis.schema import InputError

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = f'<w:document xmlns:w="{SPACE}" xmlns:mc="x"><w:body>'
LETTERS = st.characters(max_codepoint=0xD7FF, exclude_categories=("Cs", "Cc"))


def packed(xml: str, **members: bytes) -> bytes:
    """A Word file of this body; further members may replace or join the usual ones."""
    made = {"word/document.xml": f"{HEAD}{xml}</w:body></w:document>".encode(), **members}
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
            for name, content in made.items():
                parts.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


@given(st.lists(st.lists(st.text(LETTERS, max_size=8), max_size=5), max_size=6))
def test_words_spread_over_runs_come_back_whole(paragraphs):
    xml = "".join(f"<w:p>{''.join(map(run, pieces))}</w:p>" for pieces in paragraphs)
    assert docx.paragraphs(packed(xml), "a.docx") == ["".join(p) for p in paragraphs]


def test_tabs_breaks_and_hyphens_stand_in_the_text():
    signs = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r>"
    assert docx.paragraphs(packed(f"<w:p>{signs}</w:p>"), "a.docx") == ["a\tb\nc-"]


def test_text_that_word_does_not_show_once_is_left_out():
    xml = (
        f"<w:p>{run('kept')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('moved')}</w:moveFrom></w:p>"
        f"<mc:AlternateContent><mc:Choice><w:p>{run('box')}</w:p></mc:Choice>"
        f"<mc:Fallback><w:p>{run('box')}</w:p></mc:Fallback></mc:AlternateContent>"
    )
    assert docx.paragraphs(packed(xml), "a.docx") == ["kept", "box"]


def test_a_text_box_inside_a_paragraph_is_a_paragraph_of_its_own():
    xml = (
        f"<w:p>{run('be')}<w:txbxContent><w:p>{run('box')}</w:p></w:txbxContent>{run('fore')}</w:p>"
    )
    assert docx.paragraphs(packed(xml), "a.docx") == ["before", "box"]


def test_cells_of_a_table_are_read_in_order():
    cells = "".join(f"<w:tc><w:p>{run(c)}</w:p></w:tc>" for c in "abc")
    xml = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p>{run('d')}</w:p>"
    assert docx.paragraphs(packed(xml), "a.docx") == ["a", "b", "c", "d"]


def test_the_part_that_the_package_names_is_read():
    link = '<Relationships><Relationship Type="x/officeDocument" Target="/word/d2.xml"/>'
    body = f"{HEAD}<w:p>{run('second')}</w:p></w:body></w:document>"
    content = packed(
        f"<w:p>{run('first')}</w:p>",
        **{"word/d2.xml": body.encode(), "_rels/.rels": f"{link}</Relationships>".encode()},
    )
    assert docx.paragraphs(content, "a.docx") == ["second"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "damaged"),
        (b"no archive", "damaged"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        (packed("<w:p>"), "damaged"),
        (
            packed("", **{"word/document.xml": b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"}),
            "damaged",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content, word):
    with pytest.raises(InputError, match=f"^a.docx: .*{word}"):
        docx.paragraphs(content, "a.docx")


def test_an_encrypted_member_asks_for_a_file_without_password():
    content = bytearray(packed(f"<w:p>{run('x')}</w:p>"))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="password"):
        docx.paragraphs(bytes(content), "a.docx")


def test_a_bomb_is_refused_while_it_unpacks():
    content = packed("<w:p/>" * 2_000_000)
    assert len(content) < 100_000
    with pytest.raises(InputError, match="bomb"):
        docx.paragraphs(content, "a.docx")


def test_deep_nesting_neither_hangs_nor_crashes():
    deep = "<w:r>" * 20_000 + run("deep")[5:-6] + "</w:r>" * 20_000
    assert docx.paragraphs(packed(f"<w:p>{deep}</w:p>"), "a.docx") == ["deep"]


def test_every_flipped_bit_gives_the_same_text_or_an_error():
    whole = packed(f"<w:p>{run('Satu paragraf')}</w:p><w:p>{run('Dua')}</w:p>")
    seen = set()
    for at in range(len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 1 << at % 8
        try:
            assert docx.paragraphs(bytes(broken), "a.docx") == ["Satu paragraf", "Dua"]
            seen.add("same")
        except InputError as error:
            assert str(error).startswith("a.docx: ")
            seen.add("error")
    assert seen == {"same", "error"}


def test_every_cut_gives_an_error():
    whole = packed(f"<w:p>{run('Satu paragraf')}</w:p>")
    for end in range(len(whole)):
        with pytest.raises(InputError, match="^a.docx: "):
            docx.paragraphs(whole[:end], "a.docx")


def test_a_word_document_is_told_from_other_archives():
    assert docx.is_docx(packed("<w:p/>"))
    assert not docx.is_docx(b"PK\x03\x04")
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as parts:
            parts.writestr("articles.csv", "title\n")
        assert not docx.is_docx(out.getvalue())
