"""How is an uploaded file read as the days of a year?"""

from __future__ import annotations

import json
from typing import Any

from luoshi.kernel.documents.child import read_apart
from luoshi.kernel.documents.plaintext import decode
from luoshi.kernel.documents.refusal import DocumentRefused
from luoshi.kernel.documents.sheets import Row
from luoshi.kernel.errors import Invalid
from luoshi.kernel.holidays import Notice, from_ics, from_json, from_rows
from luoshi.kernel.say import Say, say

LARGEST = 1024 * 1024


def read_notice(upload: Any) -> Notice:
    """Days and faults; raises `Invalid` where the file cannot be read at all. Workbooks are read in a process of their own."""
    data, name = upload.read(LARGEST + 1), str(upload.name or "")
    if len(data) > LARGEST:
        raise Invalid({"file": [say("文件超过 1 MB。")]})
    ending = name.rpartition(".")[2].lower()
    try:
        if ending in {"ics", "json"}:
            text = decode(data)
            if text is None:
                raise Invalid({"file": [say("文件不是文本，或者编码混杂。")]})
            return from_ics(text) if ending == "ics" else from_json(text)
        if ending not in {"xlsx", "xls", "csv", "et"}:
            raise Invalid({"file": [say("请用表格、CSV、ics 或者 JSON 文件。")]})
        rows = [(row.number, row.cells) for row in read_apart(data, name, seconds=20) if isinstance(row, Row)]
    except DocumentRefused as error:
        raise Invalid({"file": [Say(error.template, dict(error.params))]}) from None
    return from_rows(rows[:2000])


def kept_text(notice: Notice) -> str:
    """What was read, for the form to carry until it is entered."""
    rows = [
        {"date": one.day.isoformat(), "isOffDay": not one.working, "name": one.name} for one in notice.days.values()
    ]
    return json.dumps(rows, ensure_ascii=False)
