"""The officers' own sheets: what stands in them, which column is which field, and each cell as the programme has it.

Nothing here knows a database. Every value keeps its cell, so that whatever is wrong is told by sheet and cell.
"""
