"""A caseload as tables for a spreadsheet or a program: XLSX, or CSV in a ZIP.

Nothing of the private block is in it, for it is nowhere. Everything is made in memory: what clients
said is never written to a file of this machine, not even for a moment.
"""

from quiz.export.files import csv_zip, workbook
from quiz.export.tables import Table, tables_of

__all__ = ["Table", "csv_zip", "tables_of", "workbook"]
