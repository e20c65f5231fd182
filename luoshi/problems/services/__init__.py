"""What people do with problems: list them, propose and vet measures, report, check, close, look back, reopen."""

from luoshi.problems.services.accounting import draft_record, move_record, note_reading
from luoshi.problems.services.checking import close, file, look_back, refuse, reopen, verify
from luoshi.problems.services.entering import edit, enter, recognise
from luoshi.problems.services.extending import ask_extension, rule_extension, withdraw_extension
from luoshi.problems.services.moves import DEEDS, Deed
from luoshi.problems.services.rectifying import claim, dispute, progress, propose, send_back, uphold, vet, withdraw
from luoshi.problems.services.settings import note_export, set_problems

__all__ = [
    "DEEDS",
    "Deed",
    "ask_extension",
    "claim",
    "close",
    "dispute",
    "draft_record",
    "edit",
    "enter",
    "file",
    "look_back",
    "move_record",
    "note_export",
    "note_reading",
    "progress",
    "propose",
    "recognise",
    "refuse",
    "reopen",
    "rule_extension",
    "send_back",
    "set_problems",
    "uphold",
    "verify",
    "vet",
    "withdraw",
    "withdraw_extension",
]
