"""The field's words: identifiers with their checks, years, phases, eras, inspection regimes, code lists, missing values."""

from collegiate.vocabulary.codes import CodeList, CodeMeaning, code_list, code_lists, is_absence, is_possible_session
from collegiate.vocabulary.eras import Break, Era, Gap, breaks, era_of, eras, families, gap_of, gaps, why_missing
from collegiate.vocabulary.establishment_types import EstablishmentKind, establishment_kind
from collegiate.vocabulary.identifiers import LAESTAB, TRN, UKPRN, ULN, UPN, URN, CompanyNumber, IdentifierError
from collegiate.vocabulary.inspection import Regime, area_words, better, regime, regime_on, regimes
from collegiate.vocabulary.phases import Phase, phase_by_ages, phase_of
from collegiate.vocabulary.subjects import SUBJECTS, own_test, subject_name
from collegiate.vocabulary.symbols import CODES, Code, Quantity, Symbol, parse_number, total, worst
from collegiate.vocabulary.years import AcademicYear, Term, term_of

__all__ = [
    "CODES",
    "LAESTAB",
    "SUBJECTS",
    "TRN",
    "UKPRN",
    "ULN",
    "UPN",
    "URN",
    "AcademicYear",
    "Break",
    "Code",
    "CodeList",
    "CodeMeaning",
    "CompanyNumber",
    "Era",
    "EstablishmentKind",
    "Gap",
    "IdentifierError",
    "Phase",
    "Quantity",
    "Regime",
    "Symbol",
    "Term",
    "area_words",
    "better",
    "breaks",
    "code_list",
    "code_lists",
    "era_of",
    "eras",
    "establishment_kind",
    "families",
    "gap_of",
    "gaps",
    "is_absence",
    "is_possible_session",
    "own_test",
    "parse_number",
    "phase_by_ages",
    "phase_of",
    "regime",
    "regime_on",
    "regimes",
    "subject_name",
    "term_of",
    "total",
    "why_missing",
    "worst",
]
