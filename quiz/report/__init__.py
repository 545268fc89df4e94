"""PDFs: the result of an attempt, two held against each other, and the blank questions for a pen.

A view becomes data, the data JSON, and a template under `templates/` sets it. A text, whoever wrote
it, reaches the template as a string and is never read as markup.
"""

from quiz.report.code import code_sheet
from quiz.report.comparison import comparison_pdf
from quiz.report.couple import together_pdf
from quiz.report.couple_sheet import couple_sheet_pdf
from quiz.report.paper import paper_form
from quiz.report.result import result_pdf
from quiz.report.session_sheet import session_sheet_pdf

__all__ = [
    "code_sheet",
    "comparison_pdf",
    "couple_sheet_pdf",
    "paper_form",
    "result_pdf",
    "session_sheet_pdf",
    "together_pdf",
]
