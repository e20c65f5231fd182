"""Hints of formalism from both sides (疑点提示 and 减负监测): for a person to look at, never a deduction; each can be answered."""
