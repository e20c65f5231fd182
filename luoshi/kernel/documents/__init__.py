"""Which words stand in an uploaded document? Reading of .txt, .docx and .xlsx into paragraphs and table rows.

The door for files from outside: what is refused is refused here, with a code and a sentence for the clerk, before any
grammar sees a word. Django-free, so that the command line reads plans without settings.
"""

from luoshi.kernel.documents.paragraphs import Document, Paragraph
from luoshi.kernel.documents.reading import DEFAULT_LIMIT, read_document
from luoshi.kernel.documents.refusal import MESSAGES, MESSAGES_EN, DocumentRefused

__all__ = ["DEFAULT_LIMIT", "MESSAGES", "MESSAGES_EN", "Document", "DocumentRefused", "Paragraph", "read_document"]
