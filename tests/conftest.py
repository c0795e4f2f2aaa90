"""Shared fixtures: where the real corpora lie, and a press of our own small enough to read."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import corpus, words

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real corpora beside the project; users lack it, so tests that need it skip."""
    if not SHARED.is_dir():
        pytest.skip("real corpora are absent (no folder ../shared beside the project)")
    return SHARED


SENTENCES = {
    "trafficking": [
        "Polisi menangkap tiga tersangka tindak pidana perdagangan orang yang merekrut buruh.",
        "Police rescued workers from human trafficking after a raid on a fishing boat.",
        "Satgas TPPO memulangkan korban perdagangan orang dari luar negeri.",
    ],
    "narcotics": ["Polisi menyita sabu dan menangkap pengedar narkoba di pelabuhan itu."],
    "other": [
        "Harga beras naik di pasar induk karena hujan menunda panen di beberapa daerah.",
        "The council approved a new bus line that links the harbour with the old town.",
        "Perdagangan antarnegara tumbuh, kata menteri perdagangan dalam rapat kerja.",
    ],
}


@pytest.fixture(scope="session")
def press() -> pd.DataFrame:
    """A made-up press: 360 articles of three outlets in six months, one in twelve on the issue."""
    rows = []
    for n in range(360):
        kind = "trafficking" if n % 12 == 5 else "narcotics" if n % 12 == 7 else "other"
        sentence = SENTENCES[kind][n % len(SENTENCES[kind])]
        day = pd.Timestamp("2023-01-01") + pd.Timedelta(days=n // 2)
        rows.append(
            {
                "title": f"{' '.join(sentence.split()[:4])} bagian {n} laporan",
                "text": f"{sentence} Demikian laporan nomor {n} dari redaksi kami hari ini.",
                "outlet": ["Harian Satu", "Kabar Dua", "Koran Tiga"][n % 3],
                "date": day.strftime("%Y-%m-%d"),
            }
        )
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def press_csv(press, tmp_path_factory) -> Path:
    """The made-up press as a CSV file."""
    path = tmp_path_factory.mktemp("press") / "press.csv"
    press.to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def marked_press(press_csv) -> pd.DataFrame:
    """The made-up press, loaded and marked."""
    return words.mark(corpus.load(press_csv))


@pytest.fixture(scope="session")
def press_file(marked_press, press_csv) -> Path:
    """The made-up press, loaded and marked, as our own Parquet."""
    return corpus.write_parquet(marked_press, press_csv.with_suffix(".parquet"))
