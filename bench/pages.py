"""How long does a plan of 500 pages take, and how much memory does the limited child that reads it? One JSON line.

python -m bench.pages [PAGES]
"""

from __future__ import annotations

import json
import resource
import sys
import time

from luoshi.kernel.documents.child import read_document_apart
from luoshi.policy.rules import parse

CLAUSE = (
    "{n}．推行企业新型学徒制，完善第{n}批培养办法，年培训不少于{m}人。",
    "（省人力资源社会保障厅牵头，省教育厅、省财政厅配合，2026年底前完成）",
)
LINES = 22  # on a page, as GB/T 9704 has it


def pdf(pages: int) -> bytes:
    """A PDF with text, in a font that no file needs to carry."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
        "/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
        "/DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >> >>] >>"
    )
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", font]
    for at in range(pages):
        body = _page(at)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R /Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
    return _file(objects)


def _page(at: int) -> str:
    lines = [f"江澜省工作方案（{at + 1}）" if at else "江澜省工作方案"]
    for number in range((LINES - 1) // len(CLAUSE)):
        serial = at * ((LINES - 1) // len(CLAUSE)) + number + 1
        lines += [line.format(n=serial, m=1000 + serial) for line in CLAUSE]
    rows = (
        f"BT /F 11 Tf 1 0 0 1 60 {780 - 32 * row} Tm <{line.encode('utf-16-be').hex()}> Tj ET"
        for row, line in enumerate(lines)
    )
    return "\n".join(rows)


def _file(objects: list[str]) -> bytes:
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode("latin-1")


def main(pages: int) -> None:
    data = pdf(pages)
    began = time.perf_counter()
    document = read_document_apart(data, "方案.pdf")
    read = time.perf_counter() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    tasks = len(parse(document.paragraphs).tasks)
    line = {
        "pages": pages, "characters": len(document.text), "tasks": tasks, "read_s": round(read, 1),
        "child_cpu_s": round(child.ru_utime + child.ru_stime, 1), "child_mb": round(child.ru_maxrss / 1024),
        "all_s": round(time.perf_counter() - began, 1),
    }  # fmt: skip
    print(json.dumps(line))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
