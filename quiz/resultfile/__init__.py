"""What a person takes along as a file, and what is read again with distrust.

    dump, load                    one result as JSON
    dump_journal, read_journal    everything kept as JSON, plain or sealed with a passphrase
    dump_csv, dump_answers_csv    scores, or raw answers, for a spreadsheet

Nothing of the private block is ever in any of them.
"""

from quiz.resultfile.plain import FORMAT, FORMAT_VERSION, LIMIT, FindBank, dump, load, load_of
from quiz.resultfile.strictly import digest
from quiz.resultfile.table import ANSWER_COLUMNS, csv_of, defused, dump_answers_csv, dump_csv
from quiz.resultfile.whole import dump_journal, is_sealed, read_journal, seal_journal

__all__ = [
    "ANSWER_COLUMNS",
    "FORMAT",
    "FORMAT_VERSION",
    "LIMIT",
    "FindBank",
    "csv_of",
    "defused",
    "digest",
    "dump",
    "dump_answers_csv",
    "dump_csv",
    "dump_journal",
    "is_sealed",
    "load",
    "load_of",
    "read_journal",
    "seal_journal",
]
