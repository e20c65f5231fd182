"""What people do with problems: list them, propose and vet measures, report, check, close, look back, reopen."""

from luoshi.problems.services.checking import close, file, look_back, refuse, reopen, verify
from luoshi.problems.services.entering import edit, enter, recognise
from luoshi.problems.services.extending import ask_extension, rule_extension, withdraw_extension
from luoshi.problems.services.rectifying import claim, dispute, progress, propose, send_back, uphold, vet, withdraw
from luoshi.problems.services.settings import set_problems

__all__ = [
    "ask_extension",
    "claim",
    "close",
    "dispute",
    "edit",
    "enter",
    "file",
    "look_back",
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
