"""Reads the register of cases from YAML: form, place, window and terms of each, all checked.

Cannot do: it refuses ages, streets and identity numbers by their shape, but cannot tell whether
a word is a person's name; who writes a register answers for that (data/cases/README.md).
"""

import re
import warnings
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

from analysis import DATA
from analysis.corpus.files import parse_yaml
from analysis.schema import InputError, frame

FORMS = {
    "sexual": "sexual exploitation",
    "labour": "forced labour",
    "scam": "scam compound",
    "domestic": "domestic servitude",
    "fishing": "fishing crew",
    "child_bride_or_forced_marriage": "forced marriage",
    "organ": "organ removal",
    "begging_or_other_criminality": "begging or other criminality",
    "child_sale_or_adoption": "child sale",
    "unspecified": "form not known",
}
"""Form of exploitation -> its words in a public name."""

PROVINCES = """
Aceh; Sumatera Utara; Sumatera Barat; Riau; Kepulauan Riau; Jambi; Sumatera Selatan; Bengkulu;
Lampung; Kepulauan Bangka Belitung; Banten; DKI Jakarta; Jawa Barat; Jawa Tengah; DI Yogyakarta;
Jawa Timur; Bali; Nusa Tenggara Barat; Nusa Tenggara Timur; Kalimantan Barat; Kalimantan Tengah;
Kalimantan Selatan; Kalimantan Timur; Kalimantan Utara; Sulawesi Utara; Gorontalo;
Sulawesi Tengah; Sulawesi Barat; Sulawesi Selatan; Sulawesi Tenggara; Maluku; Maluku Utara;
Papua; Papua Barat; Papua Barat Daya; Papua Pegunungan; Papua Selatan; Papua Tengah
"""
KNOWN_PROVINCES = {name.strip() for name in PROVINCES.split(";")}
NEEDED = ("id", "form", "province", "from", "terms")
KEYS = {*NEEDED, "to", "places", "sources"}
IDENTIFYING = re.compile(
    r"\b\d{1,2}[ -]*(tahun|thn|th|years?|y/?o)\b|\b(umur|usia|aged?|berinisial|inisial)\b"
    r"|\b(jl|jalan|gg|gang|rt|rw|desa|dusun|kampung|kelurahan|street)\b|\d{6,}|https?:|www\.",
    re.IGNORECASE,
)
"""Ages, initials, streets, villages, identity and telephone numbers, addresses of pages."""


def register(path: str | Path | None = None, *, issue: str = "") -> pd.DataFrame:
    """Read the cases of a YAML file, or of all in a folder (default: data/cases).

    With `issue` only the cases of that issue, which may be none.

    One row a case: the columns of schema.CASES and beside them `terms` (lists of words of which
    all of one must occur), `issue_words` and `places`. Sources are checked and stay in the file.
    Raises InputError that names file, case and remedy; unknown keys warn.
    """
    files = _files(Path(path) if path is not None else DATA / "cases")
    rows = [row for file in files for row in _read(file)]
    if not rows:
        raise InputError(f"{path}: no cases are registered; see data/cases/README.md")
    cases = frame("cases", rows).sort_values(["begins_on", "case_id"], ignore_index=True)
    repeated = cases.loc[cases["case_id"].duplicated(), "case_id"]
    if len(repeated):
        raise InputError(f"cases: id {repeated.iloc[0]} is given twice; ids must be unique")
    cases = cases[cases["issue"] == issue].reset_index(drop=True) if issue else cases
    return cases.assign(public_name=_public_names(cases))


def _files(path: Path) -> list[Path]:
    found = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    if not found or not found[0].is_file():
        raise InputError(f"{path}: no register of cases is there; see data/cases/README.md")
    return found


def _read(file: Path) -> list[dict]:
    try:
        content = parse_yaml(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{file.name}{where}: this is not readable YAML") from error
    if not isinstance(content, dict) or not isinstance(content.get("cases"), list):
        raise InputError(f"{file.name}: a register begins with 'cases:' and a list of cases")
    _warn_unknown(content, {"cases", "issue", "issue_words"}, file.name)
    issue = str(content.get("issue") or "trafficking")
    words = _words(content.get("issue_words") or [], f"{file.name}, issue_words")
    places = [f"{file.name}, case {n}" for n in range(1, len(content["cases"]) + 1)]
    return [
        _row(case, where) | {"issue": issue, "issue_words": words}
        for case, where in zip(content["cases"], places, strict=True)
    ]


def _row(case: dict, where: str) -> dict:
    if not isinstance(case, dict):
        raise InputError(f"{where}: a case is a list of keys such as id: and form:")
    missing = [key for key in NEEDED if case.get(key) is None]
    if missing:
        raise InputError(f"{where}: {', '.join(missing)} missing; a case needs {', '.join(NEEDED)}")
    name = str(case["id"])
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise InputError(f"{where}: id may hold small letters, digits and hyphens only")
    where = f"{where} ({name})"
    _warn_unknown(case, KEYS, where)
    _check_kind(case, where)
    begins, ends = _day(case["from"], "from", where), _day(case.get("to"), "to", where)
    if ends is not pd.NaT and ends < begins:
        raise InputError(f"{where}: 'to' lies before 'from'")
    _words(case.get("sources") or [], f"{where}, sources")
    return {
        "case_id": name,
        "form": case["form"],
        "province": case["province"],
        "begins_on": begins,
        "ends_on": ends,
        "places": "; ".join(_words(case.get("places") or [], f"{where}, places")),
        "terms": _terms(case["terms"], f"{where}, terms"),
    }


def _check_kind(case: dict, where: str) -> None:
    if case["form"] not in FORMS:
        raise InputError(f"{where}: form is not known; choose one of {', '.join(FORMS)}")
    if case["province"] and case["province"] not in KNOWN_PROVINCES:
        raise InputError(
            f"{where}: province is none of the 38 of Indonesia, e.g. Kalimantan Barat; "
            'write "" when the case lies abroad'
        )


def _terms(lists: list, where: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(lists, list) or not lists or not all(isinstance(x, list) for x in lists):
        raise InputError(f"{where}: give lists of words, e.g. - [Makassar, perdagangan, remaja]")
    if any(len(words) < 2 for words in lists):
        raise InputError(f"{where}: one word alone names no case; give two or more in each list")
    return tuple(_words(words, where) for words in lists)


def _words(words: list, where: str) -> tuple[str, ...]:
    """Return the words as text; refuse what points at a person or a house."""
    if not isinstance(words, list):
        raise InputError(f"{where}: give a list, e.g. [Makassar, perdagangan]")
    texts = tuple(str(word).strip() for word in words)
    if not all(text.strip("* ") for text in texts):
        raise InputError(f"{where}: an entry is empty; take it out")
    if any(IDENTIFYING.search(text) for text in texts):
        raise InputError(
            f"{where}: an entry looks like an age, initials, a street, a village, a number of a "
            "person or a page address; none may stand in a register"
        )
    return texts


def _day(value: object, key: str, where: str) -> pd.Timestamp:
    if value is None:
        return pd.NaT
    if not isinstance(value, date):
        raise InputError(f"{where}: {key} is no day; write it as 2019-09-17")
    return pd.Timestamp(value).tz_localize(None).normalize()


def _public_names(cases: pd.DataFrame) -> pd.Series:
    """Name cases by form, province and year; the second of a name is "(2)"."""
    names = (
        cases["form"].map(FORMS)
        + ", "
        + cases["province"].replace("", "abroad")
        + ", "
        + cases["begins_on"].dt.year.astype("str")
    )
    number = names.groupby(names).cumcount() + 1
    return names.where(number == 1, names + " (" + number.astype("str") + ")")


def _warn_unknown(given: dict, known: set[str], where: str) -> None:
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        warnings.warn(f"{where}: {', '.join(unknown)} not known and not used", stacklevel=2)
