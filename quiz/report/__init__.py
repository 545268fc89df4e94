"""PDFs: the result of an attempt, and the blank questions for a pen.

A view becomes data, the data JSON, and a template under `templates/` sets it. A text, whoever wrote
it, reaches the template as a string and is never read as markup.
"""

from quiz.report.paper import paper_form
from quiz.report.result import result_pdf

__all__ = ["paper_form", "result_pdf"]
