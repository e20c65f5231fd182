"""The list of problems: measures, rectification, verification, 销号, 回头看, and accountability records that can be answered."""
