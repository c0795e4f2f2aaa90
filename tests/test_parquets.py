"""Our own Parquet: back byte for byte, damage noticed, and no trace of how it was cut."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import schema
from analysis.corpus import ledger, load, parquets, sources
from analysis.schema import InputError


@pytest.fixture
def articles(tmp_path):
    source = tmp_path / "in.csv"
    rows = "".join(f"Judul {i},Isi berita {i},2017-10-{i + 1:02d}\n" for i in range(28))
    source.write_text("judul,isi,tanggal\n" + rows + "Judul 1,Isi berita 1,2017-10-02\n,,x\n")
    return load(source)


def test_parquet_comes_back_with_its_account_and_is_byte_stable(articles, tmp_path):
    first, second = tmp_path / "a.parquet", tmp_path / "b.parquet"
    parquets.write_parquet(articles, first)
    back = load(first)
    pd.testing.assert_frame_equal(articles, back)
    pd.testing.assert_frame_equal(ledger(articles), ledger(back))
    pd.testing.assert_frame_equal(sources(articles), sources(back))
    assert set(ledger(back)["action"]) == {"repeat", "quarantined"}
    parquets.write_parquet(back, second)
    assert first.read_bytes() == second.read_bytes()


def test_parquet_flipped_byte_is_never_other_text(articles, tmp_path):
    whole = parquets.write_parquet(articles, tmp_path / "a.parquet").read_bytes()
    damaged = tmp_path / "b.parquet"
    for at in range(4, len(whole), max(1, len(whole) // 150)):
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        try:
            back = parquets.read_parquet(damaged)
        except InputError:
            continue
        # only the footer's statistics and metadata lie outside the checksums
        pd.testing.assert_frame_equal(back[["title", "text"]], articles[["title", "text"]])


def test_parquet_of_others_is_refused_by_read_parquet(tmp_path):
    path = tmp_path / "x.parquet"
    pd.DataFrame({"title": ["a"]}).to_parquet(path)
    with pytest.raises(InputError, match=r"corpus\.load"):
        parquets.read_parquet(path)
    with pytest.raises(InputError, match="no such file"):
        parquets.read_parquet(tmp_path / "none.parquet")


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=6))
def test_any_text_survives_parquet(tmp_path_factory, cells):
    made = schema.frame(
        "articles",
        [{"article_id": str(i), "title": a, "text": b} for i, (a, b) in enumerate(cells)],
    )
    path = tmp_path_factory.mktemp("p") / "a.parquet"
    pd.testing.assert_frame_equal(parquets.read_parquet(parquets.write_parquet(made, path)), made)
