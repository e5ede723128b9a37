"""How the code is cut: sizes, types, docs and imports, beside projects that are read for theirs."""
