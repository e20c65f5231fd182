"""Why was a document refused? Codes, and the sentences that tell the clerk what to do next."""

from __future__ import annotations

from luoshi.kernel.say import noted

MESSAGES: dict[str, str] = {
    "too_large": noted("文件“{name}”超过 {limit_mb} MB 的上限，请删去图片或分成几个文件后再上传。"),
    "empty": noted("文件“{name}”里没有文字。如果是扫描件或图片，请先识别成文字，或者直接粘贴文字。"),
    "mismatch": noted("文件“{name}”的内容和它的扩展名不符，请用原来的软件打开，另存为 .docx 后再上传。"),
    "encrypted": noted("文件“{name}”设有密码，无法读取，请取消密码后再上传。"),
    "archive_bomb": noted("文件“{name}”解压后大得不正常，为安全起见没有打开，请另存为新的 .docx 后再上传。"),
    "broken": noted("文件“{name}”已损坏，无法读取，请用原来的软件打开，另存为 .docx 后再上传。"),
    "unsupported": noted("暂不支持 {kind} 格式的文件“{name}”，请另存为 .docx，或者直接粘贴文字。"),
    "not_text": noted("文件“{name}”不是文字文件，无法读取，请另存为 .docx，或者直接粘贴文字。"),
    "classified": noted("文件“{name}”带有密级标志（{mark}）。本系统不得处理涉密文件，没有读取也没有保存它的内容。"),
    "empty_sheet": noted("文件“{name}”里没有内容。请在模板里填好后再上传。"),
    "not_sheet": noted("不接收 {kind} 格式的表格。请用原来的软件打开“{name}”，另存为 .xlsx 后再上传。"),
    "not_csv": noted("文件“{name}”的扩展名是 .csv，内容却不是文字。请用原来的软件打开，另存为 .xlsx 后再上传。"),
    "sheet_mismatch": noted("文件“{name}”的内容和它的扩展名不符。请用原来的软件打开，另存为 .xlsx 后再上传。"),
    "locked_sheet": noted("文件“{name}”设有密码，无法读取。请取消密码后再上传。"),
    "macros": noted("文件“{name}”含有宏，不接收。请另存为不带宏的 .xlsx 后再上传。"),
    "sheet_bomb": noted("文件“{name}”解压后大得不正常，为安全起见没有打开。请把内容复制到新的工作簿，另存后再上传。"),
    "broken_sheet": noted("文件“{name}”已损坏，无法读取。请用原来的软件打开，另存为 .xlsx 后再上传。"),
    "broken_csv": noted("文件“{name}”第 {row} 行的引号不成对，无法读取。请另存为 .xlsx 后再上传。"),
    "encoding": noted("文件“{name}”不是文字文件，或者混用了几种编码，无法读取。请另存为 .xlsx 后再上传。"),
    "many_rows": noted("文件“{name}”的行数超过 {most} 行的上限。请删去表格下方的空行，或者分成几个文件。"),
    "many_columns": noted("文件“{name}”用到了第 {last} 列，超过 {most} 列的上限。请删去表格右侧的空列后再上传。"),
    "many_cells": noted("文件“{name}”占用的格子太多，没有打开。请把内容复制到新的工作簿，另存后再上传。"),
    "costly": noted(
        "读取文件“{name}”用的内存或时间超过上限，没有读完。请删去图片、空行和不用的工作表，或者分成几个文件。"
    ),
    "scanned": noted(
        "文件“{name}”是扫描件或图片，里面没有文字。请先识别成文字（OCR），另存为 .docx 后再上传，或者直接粘贴文字。"
    ),
    "garbled": noted("文件“{name}”里的字体没有注明文字，读出来是乱码。请用原来的 Word 文件，或者直接粘贴文字。"),
    "many_pages": noted("文件“{name}”有 {count} 页，超过 {most} 页的上限。请只留下方案正文，或者分成几个文件。"),
    "needs_office": noted(
        "读取 {kind} 文件需要在服务器上安装 LibreOffice，本机没有。请用 Word 或 WPS 打开“{name}”，另存为 .docx 后再上传，"
        "或者直接粘贴文字。"
    ),
    "not_converted": noted(
        "文件“{name}”没有能够转换，它可能已损坏、设有密码或者太大。请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
    ),
    "no_header": noted("在文件“{name}”里没有找到表头。表头须有“{wanted}”等栏，放在前 {most} 行内。"),
    "no_rows": noted("文件“{name}”只有表头，没有内容。"),
}

MESSAGES_EN: dict[str, str] = {
    "too_large": "“{name}” is over the limit of {limit_mb} MB; remove pictures or split it.",
    "empty": "“{name}” holds no text; if it is a scan, recognise it first or paste the text.",
    "mismatch": "“{name}” is not what its extension says; open it, save it as .docx and try again.",
    "encrypted": "“{name}” is protected by a password; remove it and try again.",
    "archive_bomb": "“{name}” would unpack to an abnormal size and was not opened; save it as a new .docx.",
    "broken": "“{name}” is damaged; open it, save it as .docx and try again.",
    "unsupported": "{kind} files such as “{name}” are not supported; save as .docx or paste the text.",
    "not_text": "“{name}” is not a text file; save it as .docx or paste the text.",
    "classified": "“{name}” bears a classification mark ({mark}); it was neither read nor kept.",
    "empty_sheet": "“{name}” holds nothing; fill the template in and upload it again.",
    "not_sheet": "{kind} tables such as “{name}” are not taken; save it as .xlsx.",
    "not_csv": "“{name}” says .csv but holds no text; save it as .xlsx.",
    "sheet_mismatch": "“{name}” is not what its extension says; open it and save it as .xlsx.",
    "locked_sheet": "“{name}” is protected by a password; remove it and try again.",
    "macros": "“{name}” holds macros and is not taken; save it as .xlsx without macros.",
    "sheet_bomb": "“{name}” would unpack to an abnormal size and was not opened; copy the rows to a new workbook.",
    "broken_sheet": "“{name}” is damaged; open it and save it as .xlsx.",
    "broken_csv": "“{name}”, row {row}: a quotation mark has no partner; save it as .xlsx.",
    "encoding": "“{name}” is not text, or mixes encodings; save it as .xlsx.",
    "many_rows": "“{name}” has more than {most} rows; delete the empty ones below the table or split it.",
    "many_columns": "“{name}” reaches column {last}, beyond the limit of {most} columns; delete the empty columns on the right.",
    "many_cells": "“{name}” spans too many cells and was not opened; copy the rows to a new workbook.",
    "costly": "Reading “{name}” took too much memory or time and was stopped; remove pictures, empty rows and unused sheets, or split it.",
    "scanned": "“{name}” is a scan or picture without text; recognise it first (OCR), or paste the text.",
    "garbled": "The fonts of “{name}” do not say which characters they show; use the original Word file or paste the text.",
    "many_pages": "“{name}” has {count} pages, more than the limit of {most}; keep only the plan, or split it.",
    "needs_office": "{kind} needs LibreOffice on the server, which is not there; save “{name}” as .docx in Word or WPS, or paste the text.",
    "not_converted": "“{name}” could not be converted: it may be damaged, locked or too large; open it in Word or WPS and save it as .docx.",
    "no_header": "No header found in “{name}”: columns such as “{wanted}” must stand in the first {most} rows.",
    "no_rows": "“{name}” has a header and no rows.",
}


class DocumentRefused(Exception):
    """A document that is not read: `code` is a key of MESSAGES, `params` fill its placeholders."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params: dict[str, object] = params
        super().__init__(MESSAGES[code].format(**params))

    @property
    def template(self) -> str:
        """The sentence with its placeholders: what the catalogue of texts knows it by."""
        return MESSAGES[self.code]

    def english(self) -> str:
        """The sentence for the English locale."""
        return MESSAGES_EN[self.code].format(**self.params)
