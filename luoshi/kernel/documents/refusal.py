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
