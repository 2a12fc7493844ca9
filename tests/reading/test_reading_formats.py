"""Each format is read to its words, and what cannot be read is refused in words before it does harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import docx
import pytest
from odf.opendocument import OpenDocumentText
from odf.text import H, P, Span
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from territory_graph.errors import InputError
from territory_graph.messages import translator
from territory_graph.reading import formats, read_document

TITLE, FIRST, SECOND = "Convention signée", "Le 3 mars 2023, la Métropole a signé.", "L'été fut beau à Évreux."
TEXT = f"{TITLE}\n\n{FIRST} {SECOND}"


def docx_file() -> bytes:
    document, file = docx.Document(), io.BytesIO()
    document.add_heading(TITLE, 1)
    paragraph = document.add_paragraph("Le 3 mars 2023, ")
    paragraph.add_run("la Métropole").bold = True
    paragraph.add_run(f" a signé. {SECOND}")
    document.save(file)
    return file.getvalue()


def odt_file() -> bytes:
    document, file = OpenDocumentText(), io.BytesIO()
    document.text.addElement(H(outlinelevel=1, text=TITLE))
    paragraph = P(text="Le 3 mars 2023, ")
    paragraph.addElement(Span(text="la Métropole"))
    paragraph.addText(f" a signé. {SECOND}")
    document.text.addElement(paragraph)
    document.save(file)
    return file.getvalue()


def pdf_file(*lines: str, password: str = "") -> bytes:
    """A page of text in Helvetica, written by hand: pypdf writes no text."""
    writer, file = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    fonts = DictionaryObject({NameObject(name): NameObject(value) for name, value in font.items()})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): fonts})}
    )
    shown = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 60 780 Td {shown} ET".encode("cp1252"))
    page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def eml_file(html: bool = False) -> bytes:
    message = EmailMessage()
    message["Subject"] = TITLE
    if html:
        message.set_content(f"<html><body><p>{FIRST} {SECOND}</p></body></html>", subtype="html", charset="iso-8859-1")
    else:
        message.set_content(f"{FIRST} {SECOND}", charset="iso-8859-15")
        message.add_attachment(b"%PDF-1.4 secret", maintype="application", subtype="pdf", filename="annexe.pdf")
    return message.as_bytes()


HTML = (
    f"<html><head><title>x</title><script>var a = 'non';</script></head>"
    f"<body><h1>{TITLE}</h1><p>{FIRST}<br>{SECOND}</p></body></html>"
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("note.txt", TEXT.encode(), "text"),
        ("note", TEXT.encode("utf-8-sig"), "text"),
        ("note.txt", TEXT.encode("utf-16"), "text"),
        ("note.txt", TEXT.replace("\n", "\r\n").encode("cp1252"), "text"),
        ("note.docx", docx_file(), "docx"),
        ("note.odt", odt_file(), "odt"),
        ("note.html", HTML.encode(), "html"),
        ("note.html", HTML.replace("<head>", '<head><meta charset="iso-8859-1">').encode("latin-1"), "html"),
        ("note.html", HTML.replace("<h1>", "<![set x]><![if !vml]><h1>").encode(), "html"),
        ("note.pdf", pdf_file(TITLE, "", FIRST, SECOND), "pdf"),
        ("note.eml", eml_file(), "eml"),
        ("note.eml", eml_file(html=True), "eml"),
    ],
)
def test_the_words_of_a_document_are_read_in_each_format(name: str, content: bytes, kind: str) -> None:
    document = read_document(name, content)
    assert document.kind == kind
    assert " ".join(document.text.split()) == " ".join(TEXT.split())
    for passage in document.passages:
        assert document.text[passage.start : passage.end].strip()


def test_a_text_is_cut_into_title_and_sentences() -> None:
    document = read_document("note.txt", TEXT.encode())
    assert [passage.locator for passage in document.passages] == ["T", "P1.S1", "P1.S2"]
    assert document.title == TITLE
    assert document.passage_at(document.text.index("Évreux")).locator == "P1.S2"


def test_the_same_text_in_two_formats_is_the_same_document() -> None:
    assert read_document("a.docx", docx_file()).digest == read_document("b.odt", odt_file()).digest


def archive(name: str, content: bytes, **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for each, inside in {name: content, **more}.items():
            made.writestr(each, inside)
    return file.getvalue()


def rotten(content: bytes, place: int = 50) -> bytes:
    """An archive whose first entry no longer unpacks, as a disk or a line leaves it."""
    return content[:place] + b"\xff" * 16 + content[place + 16 :]


def bomb() -> bytes:
    return archive("word/document.xml", b"<w>" + b" " * (formats.MOST_UNPACKED + 1) + b"</w>")


LAUGHS = (
    b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b'<w:document xmlns:w="urn:w"><w:p><w:t>&b;</w:t></w:p></w:document>'
)
SCAN = io.BytesIO()
_writer = PdfWriter()
_writer.add_blank_page(595, 842)
_writer.write(SCAN)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.txt", b" \n ", "read-no-text"),
        ("court.txt", b"Oui.", "read-no-text"),
        ("arabe.txt", "هذا نص طويل بما يكفي لكي يقرأه البرنامج كله".encode(), "read-other-script"),
        ("image.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "read-format"),
        ("vieux.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600, "read-format"),
        ("classeur.xlsx", archive("xl/workbook.xml", b"<a/>"), "read-format"),
        ("octets.txt", bytes(range(256)) * 4, "read-format"),
        ("coupe.docx", docx_file()[:2000], "read-damaged"),
        ("coupe.odt", odt_file()[:900], "read-damaged"),
        ("abime.docx", rotten(archive("word/document.xml", bytes(range(256)) * 9)), "read-damaged"),
        ("abime.odt", rotten(archive("content.xml", bytes(range(256)) * 9)), "read-damaged"),
        ("ancien.pdf", pdf_file(FIRST).replace(b"/Length", b"/Filter /Fl /Length"), "read-damaged"),
        ("faux.pdf", b"ceci n'est pas un PDF, malgre son nom", "read-damaged"),
        ("coupe.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type", "read-damaged"),
        ("secret.pdf", pdf_file(FIRST, password="mot de passe"), "read-encrypted"),
        ("scan.pdf", SCAN.getvalue(), "read-scan"),
        ("bombe.docx", bomb(), "read-bomb"),
        ("rires.docx", archive("word/document.xml", LAUGHS), "read-damaged"),
        ("lourd.txt", b"a" * (formats.MOST_BYTES + 1), "read-too-large"),
        ("long.txt", b"Un mot. " * (formats.LONGEST_TEXT // 8 + 1), "read-too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_document(name, content)
    assert [problem.code for problem in refusal.value.problems] == [code]
    for language in ("fr", "en"):
        told = translator(language).error(refusal.value)
        assert name in told
        assert "{" not in told


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MOST_PAGES", 0)
    with pytest.raises(InputError, match="read-too-many-pages"):
        read_document("gros.pdf", pdf_file(FIRST))


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    writer, file = PdfWriter(PdfReader(io.BytesIO(pdf_file(FIRST, SECOND)))), io.BytesIO()
    writer.encrypt("", owner_password="autre", algorithm="RC4-128")
    writer.write(file)
    assert FIRST in read_document("ouvert.pdf", file.getvalue()).text


@pytest.mark.parametrize("make", [docx_file, odt_file, lambda: pdf_file(FIRST, SECOND), eml_file])
def test_an_upload_that_stops_anywhere_is_read_or_refused(make: Callable[[], bytes]) -> None:
    whole = make()
    for size in range(1, len(whole), max(1, len(whole) // 40)):
        try:
            read_document("envoi.txt" if make is eml_file else "envoi.pdf", whole[:size])
        except InputError as refusal:
            assert len(refusal.problems) == 1
