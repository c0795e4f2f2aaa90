"""Counting over tables and files: any row groups, kept counts, zero against no data."""

import shutil
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import corpus
from analysis.corpus import periods
from analysis.schema import InputError
from analysis.words import count_files, counting, kernel
from analysis.words.lexicon import load_lexicon
from analysis.words.match import Matcher, split

TERMS = ["perdagangan orang", "orang", "beras*", "human traffick*", "bus line"]


@pytest.fixture(scope="module")
def articles(press_csv) -> pd.DataFrame:
    """The made-up press with a few articles undated."""
    loaded = corpus.load(press_csv)
    return loaded.assign(published_on=loaded["published_on"].mask(loaded.index % 50 == 7))


@pytest.fixture(scope="module")
def whole(articles) -> counting.Counts:
    return counting.count(articles, TERMS, by="week")


def same(one: counting.Counts, other: counting.Counts) -> None:
    pd.testing.assert_frame_equal(one.terms, other.terms)
    pd.testing.assert_frame_equal(one.totals, other.totals)
    assert one[2:] == other[2:]


def test_the_tables_say_what_a_loop_over_articles_says(articles, whole):
    matcher, seen, totals = Matcher(TERMS), Counter(), Counter()
    starts = periods.starts(articles["published_on"], "week")
    for start, row in zip(starts, articles.itertuples()):
        words = [split(row.title), split(row.text)]
        totals[start, row.outlet] += sum(len(w.words) for w in words)
        for term in {TERMS[h.which] for w in words for h in matcher.find(w)}:
            seen[start, row.outlet, term] += 1
    terms, read = whole.terms, whole.totals
    assert dict(zip(zip(terms.period_start, terms.outlet, terms.term), terms.articles)) == seen
    assert dict(zip(zip(read.period_start, read.outlet), read.tokens)) == totals
    assert read["total_articles"].sum() == len(articles) == 360
    assert read.loc[read["period_start"].isna(), "total_articles"].sum() == 8
    assert whole.terms["period_start"].isna().any()
    assert str(read["period_start"].dtype) == "datetime64[us]"


@pytest.mark.parametrize("rows", [1, 7, 100, 1000])
def test_files_give_what_the_table_gives_whatever_their_row_groups(
    articles, whole, rows, tmp_path, monkeypatch
):
    monkeypatch.setattr(count_files, "ROWS", 64)
    monkeypatch.setattr(kernel, "_MANY", 50)
    path = tmp_path / "press.parquet"
    pq.write_table(pa.Table.from_pandas(articles), path, row_group_size=rows)
    same(counting.count(path, TERMS, by="week", cache=None), whole)


def test_our_own_parquet_a_folder_and_a_list_of_files(articles, whole, tmp_path):
    first, second = tmp_path / "a.parquet", tmp_path / "in" / "b.parquet"
    corpus.write_parquet(articles.head(100), first)
    corpus.write_parquet(articles.tail(-100), second)
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / ".part.sorotan-12345678.parquet").write_bytes(b"unfinished")
    same(counting.count(tmp_path, TERMS, by="week", cache=None), whole)
    same(counting.count([first, second, first], TERMS, by="week", cache=None), whole)


def test_without_groups_the_column_is_not_there(articles, whole):
    plain = counting.count(articles, TERMS, by="week", group=None)
    assert list(plain.terms) == ["period_start", "term", "mentions", "articles"]
    keys = ["period_start", "term"]
    summed = whole.terms.groupby(keys, dropna=False)[["mentions", "articles"]].sum()
    mine = plain.terms.set_index(keys).sort_index()
    pd.testing.assert_frame_equal(mine, summed.sort_index(), check_index_type=False)


def test_a_lexicon_counts_the_terms_it_reports_under_its_version(articles):
    lexicon = load_lexicon("narcotics")
    by_name = counting.count(articles, "narcotics")
    same(counting.count(articles, lexicon), by_name)
    assert by_name.version == lexicon.version
    assert set(by_name.terms["term"]) <= {t.form for t in lexicon.terms}
    assert by_name.terms["articles"].sum() >= 30
    assert counting.count(articles, ["sabu"]).version != counting.count(articles, ["bom"]).version


def test_the_dense_table_tells_zero_from_no_data():
    days = ["2020-01-05", "2020-01-06", "2020-03-01", None]
    texts = ["orang orang", "beras", "beras", "orang"]
    frame = pd.DataFrame({"title": "", "text": texts, "outlet": ["A", "A", "B", "B"]})
    frame["published_on"] = pd.to_datetime(pd.Series(days))
    counts = counting.count(frame, ["orang", "beras", "emas"])
    table = counting.table(counts)
    assert len(table) == 3 * 3  # January to March, three terms
    shares = {term: some["share"].tolist() for term, some in table.groupby("term")}
    assert shares["orang"][::2] == [0.5, 0.0]
    assert shares["emas"][::2] == [0.0, 0.0]
    assert np.isnan([some[1] for some in shares.values()]).all()
    assert table["total_articles"].tolist() == [2] * 3 + [0] * 3 + [1] * 3
    by_outlet = counting.table(counts, by_group=True)
    assert len(by_outlet) == 3 * 2 * 3
    cell = by_outlet.set_index(["period_start", "outlet", "term"]).loc[("2020-01-01", "A", "orang")]
    assert cell.to_dict() == {
        "mentions": 2,
        "articles": 1,
        "total_articles": 2,
        "tokens": 3,
        "share": 0.5,
    }


def test_no_articles_give_empty_tables_of_the_same_columns(articles, whole):
    nothing = counting.count(articles.head(0), TERMS, by="week")
    assert (nothing.terms.dtypes == whole.terms.dtypes).all()
    assert (nothing.totals.dtypes == whole.totals.dtypes).all()
    assert len(nothing.terms) == len(nothing.totals) == len(counting.table(nothing)) == 0
    assert list(counting.table(nothing)) == list(counting.table(whole))


def test_articles_without_any_date_are_counted_and_are_not_in_the_dense_table(articles):
    undated = counting.count(articles.assign(published_on=pd.NaT), TERMS)
    assert undated.totals["total_articles"].sum() == 360
    assert counting.table(undated, by_group=True).empty
    late = articles["outlet"].mask(articles["published_on"].isna(), "Tanpa Tanggal")
    dense = counting.table(counting.count(articles.assign(outlet=late), TERMS), by_group=True)
    assert "Tanpa Tanggal" not in set(dense["outlet"])


def test_dense_tables_that_cannot_be_made_say_why(articles, whole, monkeypatch):
    plain = counting.count(articles, TERMS, group=None)
    with pytest.raises(InputError, match="count again with group='outlet'"):
        counting.table(plain, by_group=True)
    monkeypatch.setattr(counting, "_MOST", 100)
    with pytest.raises(InputError, match="rows are too many; count fewer terms"):
        counting.table(whole)


@pytest.fixture
def kept(articles, tmp_path):
    """A file of articles, and a count of it that is kept in a cache beside it."""
    path, folder = tmp_path / "press.parquet", tmp_path / "cache"
    corpus.write_parquet(articles, path)
    first = counting.count(path, TERMS, cache=folder)
    return path, folder, first


def scans(monkeypatch) -> list[int]:
    """Note every batch that is scanned from now on."""
    done, real = [], kernel.counts
    monkeypatch.setattr(kernel, "counts", lambda b, p: done.append(len(b)) or real(b, p))
    return done


def test_a_second_count_scans_nothing_and_is_the_same(kept, monkeypatch):
    path, folder, first = kept
    done = scans(monkeypatch)
    same(counting.count(path, TERMS, cache=folder), first)
    assert done == []


def test_many_counts_are_kept_as_well_as_few(tmp_path, monkeypatch):
    path, forms = tmp_path / "press.parquet", [f"kata{i}" for i in range(12)]
    frame = pd.DataFrame({"title": "", "text": " ".join(forms), "outlet": range(4_000)})
    frame = frame.astype({"outlet": "str"}).assign(published_on=pd.Timestamp("2020-01-01"))
    frame.loc[::9, "published_on"] = pd.NaT
    pq.write_table(pa.Table.from_pandas(frame), path, row_group_size=900)
    first = counting.count(path, forms, cache=tmp_path)
    done = scans(monkeypatch)
    same(counting.count(path, forms, cache=tmp_path), first)
    assert done == []
    assert len(first.terms) == 48_000


@pytest.mark.parametrize(
    "change", ["file", "terms", "by", "group", "fields", "normaliser", "damaged", "cut", "foreign"]
)
def test_what_changed_is_scanned_again(kept, articles, change, monkeypatch):
    path, folder, first = kept
    options, terms, [entry] = {}, TERMS, list(folder.iterdir())
    if change == "file":
        corpus.write_parquet(articles.head(200), path)
    elif change == "terms":
        terms = TERMS[::-1]
    elif change == "normaliser":
        monkeypatch.setattr(kernel, "NORMALISER", "2")
    elif change == "damaged":
        content = entry.read_bytes()
        entry.write_bytes(content[:20] + bytes(200) + content[220:])
    elif change == "cut":
        entry.write_bytes(entry.read_bytes()[:-20])
    elif change == "foreign":
        pq.write_table(pa.table({"period": [1]}), entry)
    else:
        options = {"by": "day"} if change == "by" else {"group": None}
        options = {"fields": ["text"]} if change == "fields" else options
    done = scans(monkeypatch)
    again = counting.count(path, terms, cache=folder, **options)
    assert sum(done) == (200 if change == "file" else 360)
    done.clear()
    counting.count(path, terms, cache=folder, **options)
    assert done == []  # and is kept in its turn
    if change in ("damaged", "cut", "foreign"):
        same(again, first)


def test_a_flip_of_any_byte_of_a_kept_count_never_changes_a_number(kept, monkeypatch):
    path, folder, first = kept
    [entry] = folder.iterdir()
    content = entry.read_bytes()
    rng = np.random.default_rng(5)
    for place in rng.integers(0, len(content), 60):
        damaged = bytearray(content)
        damaged[place] ^= 1 << int(rng.integers(8))
        entry.write_bytes(damaged)
        same(counting.count(path, TERMS, cache=folder), first)


def test_a_cache_that_cannot_be_written_warns_and_counts(kept, tmp_path):
    path, _, first = kept
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.warns(UserWarning, match="the counts are not kept for next time"):
        same(counting.count(path, TERMS, cache=blocked), first)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ([], "no terms to count"),
        (["x*"], "term 1 .*after two letters"),
        (None, "give the name of a lexicon, or a list"),
        ("perdagangan orang", "no lexicon 'perdagangan orang'"),
    ],
)
def test_terms_that_cannot_be_counted_are_told(articles, terms, words):
    with pytest.raises(InputError, match=words):
        counting.count(articles, terms)


def test_sources_that_cannot_be_counted_are_told_by_name(articles, tmp_path):
    text, empty = tmp_path / "press.csv", tmp_path / "empty"
    text.write_text("title,text\nBerita,Isi berita\n")
    empty.mkdir()
    for source, words in {
        text: "press.csv: no Parquet file; read it with corpus.load",
        empty: "empty: no Parquet file in this folder",
        tmp_path / "none.parquet": "none.parquet: no such file or folder",
    }.items():
        with pytest.raises(InputError, match=words):
            counting.count(source, TERMS, cache=None)
    with pytest.raises(InputError, match="no files to count"):
        counting.count([], TERMS)
    with pytest.raises(InputError, match="give a table of articles"):
        counting.count(3, TERMS)
    with pytest.raises(InputError, match="no column outlet; there are: title"):
        counting.count(articles[["title", "text", "published_on"]], TERMS)
    odd = articles.astype({"text": object})
    odd.loc[3, "text"] = 3
    with pytest.raises(InputError, match="values of several types"):
        counting.count(odd, TERMS)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.999, 1.0])
def test_a_damaged_file_is_named_and_its_text_is_not(articles, place, tmp_path):
    path = corpus.write_parquet(articles, tmp_path / "press.parquet")
    content = bytearray(path.read_bytes())
    middle = max(4, min(int(len(content) * place), len(content) - 1))
    content = content[:middle] if place > 0.9 else content[:4] + bytes(middle) + content[4:]
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"press\.parquet: (a damaged|no) Parquet file") as told:
        counting.count(path, TERMS, cache=None)
    assert "Polisi" not in str(told.value)


def test_a_flipped_letter_is_noticed_where_pages_have_checksums(articles, tmp_path):
    path, table = tmp_path / "press.parquet", pa.Table.from_pandas(articles)
    pq.write_table(table, path, compression="none", write_page_checksum=True)
    content = bytearray(path.read_bytes())
    content[content.index(b"perdagangan") + 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"press\.parquet: a damaged .*checksum does not fit"):
        counting.count(path, TERMS, cache=None)


def test_a_column_missing_or_of_the_wrong_type_names_the_file(articles, tmp_path):
    path = tmp_path / "press.parquet"
    pq.write_table(pa.Table.from_pandas(articles.drop(columns="outlet")), path)
    with pytest.raises(InputError, match=r"press\.parquet: no column outlet"):
        counting.count(path, TERMS, cache=None)
    pq.write_table(pa.Table.from_pandas(articles.assign(outlet=1)), path)
    with pytest.raises(InputError, match=r"press\.parquet: column outlet: holds int64, not text"):
        counting.count(path, TERMS, cache=None)


def test_memory_does_not_depend_on_how_many_row_groups_there_are(articles, tmp_path):
    large = pd.concat([articles] * 30).assign(text=lambda t: t["text"] * 20)
    peaks = []
    for times in (1, 6):
        path = tmp_path / f"{times}.parquet"
        table = pa.Table.from_pandas(pd.concat([large] * times), preserve_index=False)
        pq.write_table(table, path, row_group_size=2_000)
        del table
        pool = pa.system_memory_pool()
        before, real = pool.bytes_allocated(), pa.default_memory_pool()
        pa.set_memory_pool(pool)
        try:
            counting.count(path, TERMS, cache=None)
        finally:
            pa.set_memory_pool(real)
        peaks.append(pool.max_memory() - before)
    assert peaks[1] < 1.5 * peaks[0]


def test_a_copied_file_is_counted_from_its_own_footer(kept, tmp_path):
    path, folder, first = kept
    copy = tmp_path / "copy.parquet"
    shutil.copy2(path, copy)
    same(counting.count(copy, TERMS, cache=folder), first)
