"""What the files of a bank say to each other, checked as far as each of them can be read."""

from __future__ import annotations

from quiz.content.agreement import agreement_faults
from quiz.content.companions import article_faults, practice_faults
from quiz.content.files import BankFiles
from quiz.content.folder import file_faults
from quiz.content.golden import golden_faults
from quiz.content.pairs import couple_faults
from quiz.content.structure import structure_of
from quiz.content.translation import translation_faults
from quiz.errors import Fault


def cross_faults(files: BankFiles) -> list[Fault]:
    """Every fault that no single value shows: references, order, translation, golden cases."""
    structure = structure_of(files.bank.node)
    faults = [*structure.faults, *file_faults(files, structure)]
    if not files.bank.node:
        return faults
    faults += translation_faults(files, structure)
    faults += agreement_faults(files.texts, list(structure.languages))
    faults += practice_faults(files, structure)
    faults += article_faults(files, structure)
    faults += couple_faults(files.bank.node, structure, files.texts)
    if files.golden is not None:
        faults += golden_faults(files.golden.node, files.bank.model, structure)
    return faults
