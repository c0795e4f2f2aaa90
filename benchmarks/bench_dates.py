"""Times the dating of columns and the telling of languages, on rows made here.

In: nothing. Out: rows per CPU-second for each stage. CPU-seconds count every thread of this
process, and the best of three runs is shown.

Cannot do: its prints and texts are made, not collected; the shares of hard cases are guesses.
"""

import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pandas as pd

from analysis.corpus import datecolumns, dateurls, language

ROWS = 1_000_000
TEXTS = 20_000
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September"),
    *("Oktober", "November", "Desember"),
)
SENTENCES = (
    "Polisi menangkap dua tersangka perdagangan orang di sebuah rumah kontrakan, Kamis. ",
    "Korban dijanjikan pekerjaan di luar negeri dengan gaji yang tinggi, kata pendamping. ",
    "Kasus itu masih ditangani penyidik karena satu pelaku lain belum ditemukan. ",
)


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU-seconds of the best of three runs."""
    spent = []
    for _ in range(3):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return min(spent)


def columns(rng: random.Random) -> dict[str, pd.Series]:
    """Return printed dates (5,000 distinct), moments (all distinct) and addresses."""
    days = [date(2010, 1, 1) + timedelta(days=n) for n in range(5000)]
    drawn = rng.choices(days, k=ROWS)
    begin = datetime(2010, 1, 1)
    moments = [begin + timedelta(seconds=431 * n) for n in range(ROWS)]
    rng.shuffle(moments)
    address = "https://news.kompas.com/read/{:%Y/%m/%d}/{:08}/judul-berita-{}"
    return {
        "words": pd.Series([f"{d.day} {MONTHS[d.month - 1]} {d.year}" for d in drawn], dtype="str"),
        "moments": pd.Series([f"{m:%Y-%m-%d %H:%M:%S}" for m in moments], dtype="str"),
        "urls": pd.Series(
            [address.format(d, rng.randrange(24 * 10**6), n) for n, d in enumerate(drawn)],
            dtype="str",
        ),
    }


def texts(rng: random.Random) -> pd.Series:
    """Return bodies of some 1,600 characters."""
    made = ["".join(rng.choices(SENTENCES, k=20)) for _ in range(TEXTS)]
    return pd.Series(made, dtype="str")


def main() -> None:
    """Print rows, CPU-seconds and rows a CPU-second for each stage."""
    rng = random.Random(1)
    table, bodies = columns(rng), texts(rng)
    none = pd.Series("", index=range(ROWS), dtype="str")
    source = pd.Series([f"outlet {n % 10}" for n in range(ROWS)], dtype="str")
    stages: dict[str, tuple[int, Callable[[], object]]] = {
        "settle, 5,000 distinct prints": (
            ROWS,
            lambda: datecolumns.settle(table["words"], none, source=source),
        ),
        "settle, all moments distinct": (
            ROWS,
            lambda: datecolumns.settle(table["moments"], none, source=source),
        ),
        "days in addresses": (ROWS, lambda: dateurls.url_days(table["urls"])),
        "language of bodies": (TEXTS, lambda: language.detect(bodies)),
    }
    for name, (rows, work) in stages.items():
        spent = seconds(work)
        print(f"{name:<32}{rows:>10,} rows {spent:>7.2f} s {rows / spent:>12,.0f} a CPU-second")


if __name__ == "__main__":
    main()
