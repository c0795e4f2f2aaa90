"""Gives every outlet one name, from the name and the address that came with the article.

In: a raw name ("TRIBUNPONTIANAK.CO.ID", "Kompas.com") and a URL. Out: the name in
`data/outlets.yml`, found by its spellings or domains; an outlet not listed there keeps its own
cleaned name, else its registrable domain. Copies in the Internet Archive are unwrapped first.

Cannot do: it does not know two papers of one name apart unless their domains differ, and it does
not follow redirects.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from analysis import DATA
from analysis.corpus.files import parse_yaml

OUTLETS = DATA / "outlets.yml"
_HOST = re.compile(
    r"^\s*(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@\s]*@)?([^/?#:\s]+)(?::\d+)?([^?#\s]*)", re.I
)
_ARCHIVE = re.compile(
    r"^https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/((?:https?:?/{1,2})?.+)$", re.I
)
_DOMAIN = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})/?$", re.I)
_SECOND_LEVELS = {
    "ac",
    "co",
    "com",
    "edu",
    "gov",
    "go",
    "net",
    "or",
    "org",
    "sch",
    "web",
    "my",
    "desa",
}
_SHARED_HOSTS = {"blogspot.com", "wordpress.com", "medium.com", "substack.com", "github.io"}


class Outlets(NamedTuple):
    """The registry, turned for look-up: name by spelling, name by domain, language by name."""

    by_spelling: dict[str, str]
    by_domain: dict[str, str]
    languages: dict[str, str]


@cache
def registry() -> Outlets:
    """Return the outlets of `data/outlets.yml`, turned for look-up."""
    entries = parse_yaml(OUTLETS.read_text(encoding="utf-8"))
    by_domain = {d.lower(): e["name"] for e in entries for d in e["domains"]}
    by_spelling = {spelling(d): name for d, name in by_domain.items()}
    for entry in entries:
        by_spelling |= {spelling(a): entry["name"] for a in entry.get("aliases", [])}
    by_spelling |= {spelling(e["name"]): e["name"] for e in entries}
    return Outlets(by_spelling, by_domain, {e["name"]: e.get("lang", "") for e in entries})


def spelling(name: str) -> str:
    """Return the letters and digits of a name, so that case, spaces and points do not matter."""
    plain = re.sub(r"^(?:https?://)?(?:www\.)?", "", name.strip().casefold())
    return "".join(c for c in plain if c.isalnum())


def unwrap(url: str) -> str:
    """Return the address that an Internet Archive address stands for; others unchanged."""
    match = _ARCHIVE.match(url.strip()) if "archive.org" in url else None
    if not match:
        return url
    inner = re.sub(r"^(https?):?/{1,2}", r"\1://", match[1], flags=re.I)
    return inner if "://" in inner else f"http://{inner}"


def host(url: str) -> str:
    """Return the host of an address without `www.`, lower case; "" when it has none."""
    match = _HOST.match(unwrap(url))
    return re.sub(r"^(?:www\d?|m|amp)\.", "", match[1].lower().rstrip(".")) if match else ""


def registrable(domain: str) -> str:
    """Return the part of a domain that is registered: pontianakpost.co.id, chinadaily.com.cn."""
    labels = domain.split(".")
    if len(labels) < 3 or domain.replace(".", "").isdigit():
        return domain
    has_second_level = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    kept = ".".join(labels[-3:] if has_second_level else labels[-2:])
    return ".".join(labels[-3:]) if kept in _SHARED_HOSTS else kept


def listed(name: str) -> str:
    """Return the outlet in the registry that is spelt so, with or without an article, else ""."""
    plain = spelling(name)
    known = registry().by_spelling
    return known.get(plain) or known.get(plain.removeprefix("the"), "")


def canonical(raw_name: str, url: str = "") -> str:
    """Return the one name of an outlet.

    The address decides when it names a listed outlet, since a subdomain tells more than a house
    name does (pontianak.tribunnews.com); then the raw name; then the cleaned raw name, the
    registrable domain, and "".
    """
    match = _HOST.match(unwrap(url)) if url else None
    section = match[2].strip("/").split("/", 1)[0].lower() if match else ""
    return _canonical(raw_name, host(url) if url else "", section if len(section) < 12 else "")


def canonical_column(names: pd.Series, urls: pd.Series) -> pd.Series:
    """Return the outlet of each row of two aligned columns, raw name and address."""
    found = [canonical(n, u) for n, u in zip(names, urls, strict=True)]
    return pd.Series(found, index=names.index, dtype="str")


def language(outlet: str) -> str:
    """Return the language an outlet writes in (id, ms, en), "" when it is not listed."""
    return registry().languages.get(outlet, "")


@lru_cache(maxsize=65536)
def _canonical(raw_name: str, domain: str, section: str) -> str:
    if found := _by_domain(domain, section) or listed(raw_name):
        return found
    if as_domain := _DOMAIN.match(raw_name.strip()):
        named = re.sub(r"^www\.", "", as_domain[1].lower())
        return _by_domain(named, "") or registrable(named)
    cleaned = " ".join(raw_name.split()).strip(" -|,;:")
    return registrable(domain) if cleaned in ("", "-") else cleaned


def _by_domain(domain: str, section: str) -> str:
    """Look from the whole host up to its registrable part, so that subdomains decide first."""
    by_domain = registry().by_domain
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        part = ".".join(labels[start:])
        if name := by_domain.get(f"{part}/{section}") or by_domain.get(part):
            is_unlisted_tribun = part == "tribunnews.com" and start == 1
            return f"Tribun {labels[0].title()}" if is_unlisted_tribun else name
    return ""
