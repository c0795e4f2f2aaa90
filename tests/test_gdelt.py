"""Answers of GDELT: seen is not published, percentages are no counts, errors are no answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import attention
from analysis.corpus import dates
from analysis.corpus.readers import gdelt, gkg, services
from analysis.schema import InputError


def refused(raw):
    return {n["source_row"]: n["reason"] for n in raw.notes if n["action"] == "quarantined"}


def timeline(*series):
    details = {"title": "keyword", "date_resolution": "day"}
    lines = [{"series": name, "data": data} for name, data in series]
    return json.dumps({"query_details": details, "timeline": lines}).encode()


def point(date, value, norm=None):
    return {"date": date, "value": value} | ({} if norm is None else {"norm": norm})


def gkg_row(number, title="", extras="", cells=27, stamp="20240615170000"):
    row = [""] * cells
    row[:5] = [
        f"{stamp}-{number}",
        stamp,
        "1",
        "kabardua.test",
        f"https://kabardua.test/{number}",
    ]
    row[-1] = (f"<PAGE_TITLE>{title}</PAGE_TITLE>" if title else "") + extras
    return "\t".join(row)


def test_the_list_of_the_sample(shared):
    path = shared / "formats/gdelt/doc_artlist_vizhinjam_2024.json"
    content = path.read_bytes()
    raw = services.read(content, path.name)
    assert raw.rows_read == len(raw.frame) == content.count(b'"seendate"') == 4
    first = raw.frame.iloc[0]
    assert first["title"] == "Customs grants approval to Vizhinjam International Seaport"
    assert (first["outlet"], first["lang"]) == ("thehindu.com", "English")
    assert dates.parse(first["collected_on"]).on.isoformat() == "2024-06-15"
    assert "date" not in raw.frame.columns, "seen is not published"
    assert "dateline_place" not in raw.frame.columns, "the publisher's country is no place"
    assert raw.frame["title"].str.contains(" ,", regex=False).sum() == 0


def test_the_list_as_csv_and_as_a_table_of_its_fields():
    listed = "\ufeffURL,MobileURL,Date,Title\nhttps://a.test/1,,2024-06-15 17:00:00,Satu ; dua\n"
    assert services.recognises(listed.encode())
    raw = services.read(listed.encode(), "artlist.csv")
    row = raw.frame.iloc[0]
    assert (row["title"], row["collected_on"]) == ("Satu; dua", "2024-06-15 17:00:00")
    assert "date" not in map(str.casefold, raw.frame.columns)
    fields = "url,title,seendate,domain,language,sourcecountry\nu,T,20240615T170000Z,a.test,id,ID\n"
    row = services.read(fields.encode(), "saved.csv").frame.iloc[0]
    assert (row["collected_on"], row["outlet"]) == ("20240615T170000Z", "a.test")


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Polisi : tiga orang ditangkap , satu buron", "Polisi: tiga orang ditangkap, satu buron"),
        ("Inflasi 2 . 5 persen ?", "Inflasi 2.5 persen?"),
        ("In 2024 , 100 people", "In 2024, 100 people"),
        ("Israel - Gaza", "Israel - Gaza"),
    ],
)
def test_spaces_before_punctuation_are_taken_out(printed, read):
    articles = [{"url": "u", "title": printed, "seendate": "20240615T170000Z"}]
    raw = gdelt.read(json.dumps({"articles": articles}).encode(), "g.json")
    assert raw.frame["title"].tolist() == [read]
    assert len(raw.notes) == (printed != read)


@pytest.mark.parametrize("name", ["doc_200_plaintext_error.txt", "doc_429_plaintext.txt"])
def test_an_error_in_plain_words_is_no_article(shared, name):
    content = (shared / "formats/gdelt" / name).read_bytes()
    assert services.recognises(content)
    with pytest.raises(InputError, match=f"^{name}: an error of GDELT, not an answer") as refusal:
        services.read(content, name)
    assert "locationcc" not in str(refusal.value)


def test_a_page_that_only_mentions_such_an_error_is_left_alone():
    assert not services.recognises(b"Layanan itu menjawab: Please limit requests to one a day.")


def test_the_raw_timeline_of_the_sample(shared):
    path = shared / "formats/gdelt/doc_timelinevolraw_shape.json"
    made = attention.from_counts(path)
    assert made["issue_articles"].tolist() == [3, 5]
    assert made["total_articles"].tolist() == [1000, 1200]
    assert made["period_start"].dt.strftime("%Y-%m-%d").tolist() == ["2026-09-14", "2026-09-15"]
    with pytest.raises(InputError, match="run: sorotan attention doc_timelinevolraw_shape.json"):
        services.read(path.read_bytes(), path.name)


def test_a_timeline_of_percent_is_refused_with_the_remedy(shared):
    path = shared / "formats/gdelt/doc_timelinevol_shape.json"
    with pytest.raises(InputError, match="no denominator; ask GDELT for mode=timelinevolraw"):
        attention.from_counts(path)
    with pytest.raises(InputError, match="mode=timelinevolraw"):
        attention.of_file(path)


def test_the_raw_timeline_as_csv_and_in_two_series_gives_the_same(tmp_path):
    rows = ["2026-09-14,Article Count,3", "2026-09-14,Total Monitored Articles,1000"]
    rows += ["2026-09-15,Article Count,0", "2026-09-15,Total Monitored Articles,900"]
    rows += ["2026-09-17,Article Count,5", "2026-09-17,Total Monitored Articles,1200"]
    path = tmp_path / "t.csv"
    path.write_text("\ufeffDate,Series,Value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    made = attention.from_counts(path)
    assert made["issue_articles"].tolist() == [3, 0, 0, 5]
    assert made["is_gap"].tolist() == [False, False, True, False]
    stamps = ["20260914T000000Z", "20260915T000000Z", "20260917T000000Z"]
    both = timeline(
        ("Article Count", [point(s, v) for s, v in zip(stamps, (3, 0, 5))]),
        ("Total Monitored Articles", [point(s, v) for s, v in zip(stamps, (1000, 900, 1200))]),
    )
    other = tmp_path / "t.json"
    other.write_bytes(both)
    assert attention.from_counts(other).equals(made)


def test_steps_shorter_than_a_day_are_summed_and_half_days_are_partial(tmp_path):
    hours = [f"20260914T{h:02d}0000Z" for h in range(12, 24)]
    hours += [f"20260915T{h:02d}0000Z" for h in range(24)]
    path = tmp_path / "t.json"
    path.write_bytes(timeline(("Article Count", [point(h, 1, 10) for h in hours])))
    made = attention.from_counts(path)
    assert made["issue_articles"].tolist() == [12, 24]
    assert made["total_articles"].tolist() == [120, 240]
    assert made["is_partial"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (timeline(("Article Count", [point("20260914T000000Z", 3)])), "without their totals"),
        (timeline(("Article Count", [point("20260914T000000Z", 0.5, 9)])), "row 1: no whole"),
        (timeline(("Article Count", [point("14 Sep", 3, 9)])), "row 1: no moment"),
        (timeline(("Article Count", [point("20260931T000000Z", 3, 9)])), "row 1: no moment"),
        (timeline(("Article Count", [point("20260914T000000Z", 3, 9)] * 2)), "row 2: .* twice"),
        (timeline(("Average Tone", [point("20260914T000000Z", -2.1)])), "a timeline of tone"),
        (timeline(("English Volume Intensity", [])), "without a point"),
        (b'{"tonechart": [{"bin": -3, "count": 4}]}', "without a point"),
        (b"Date,Series,Value\n2026-09-14,Volume Intensity,0.3\n", "in percent"),
        (b"Date,Series,Value\n2026-09-14,Article Count\n", "row 2: fewer cells"),
    ],
)
def test_timelines_that_hold_no_shares_are_refused(tmp_path, content, words):
    path = tmp_path / "t.json"
    path.write_bytes(content)
    assert services.recognises(content)
    with pytest.raises(InputError, match=words):
        attention.from_counts(path)


def test_the_rows_of_the_knowledge_graph_sample_have_no_titles(shared):
    path = shared / "formats/gdelt/gkg21_20rows.tsv"
    content = path.read_bytes()
    raw = services.read(content, path.name)
    assert raw.rows_read == content.count(b"\n") == 20
    assert refused(raw) == dict.fromkeys(range(1, 21), "neither title nor text")


def test_a_knowledge_graph_row_with_a_title_is_kept():
    published = "<PAGE_PRECISEPUBTIMESTAMP>{}</PAGE_PRECISEPUBTIMESTAMP>"
    authors = "<PAGE_AUTHORS>Ani;Budi</PAGE_AUTHORS>"
    lines = [
        gkg_row(0, "It&#x2019;s A & B", published.format("20240614233000") + authors),
        gkg_row("T1", "Satu", published.format("20240617000000")),
        gkg_row(2, "Dua", cells=26),
        "",
        gkg_row(3, "Tiga"),
    ]
    lines[1] = lines[1].split("\t")
    lines[1][25] = "srclc:ind;eng:Moses"
    lines[1] = "\t".join(lines[1])
    raw = services.read(("\r\n".join(lines) + "\r\n").encode(), "g.gkg.csv")
    assert raw.frame["title"].tolist() == ["It’s A & B", "Satu", "Tiga"]
    assert raw.frame["_row"].tolist() == [1, 2, 5]
    assert raw.frame["date"].tolist() == ["2024-06-14T23:30:00Z", "", ""]
    assert set(raw.frame["collected_on"]) == {"2024-06-15T17:00:00Z"}
    assert raw.frame["lang"].tolist() == ["en", "ind", "en"]
    assert raw.frame.loc[0, "author"] == "Ani; Budi"
    assert refused(raw) == {3: "26 cells where the Global Knowledge Graph has 27"}
    assert any("after GDELT saw them" in n["reason"] for n in raw.notes)
    assert raw.date_source == "meta" and dates.parse(raw.frame.loc[0, "date"]).at is not None


def test_foreign_bytes_of_the_knowledge_graph_are_told():
    content = gkg_row(0, "caf\xe9").encode("latin-1") + b"\n" + gkg_row(1, "B").encode()
    raw = gkg.read(content, "g.tsv")
    assert raw.frame["title"].tolist() == ["café", "B"]
    assert raw.encoding == "utf-8 and cp1252"


@given(
    st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r")), max_size=5)
)
def test_no_line_of_the_knowledge_graph_is_lost(others):
    lines = [gkg_row(0, "Judul"), *others]
    raw = gkg.read("\n".join(lines).encode(), "g.tsv")
    assert raw.rows_read == sum(1 for line in lines if line.encode().strip())
    assert len(raw.frame) + len(refused(raw)) == raw.rows_read
    assert raw.frame["title"].tolist()[0] == "Judul"


@given(
    st.lists(st.one_of(st.none(), st.dictionaries(st.text(max_size=3), st.integers())), max_size=4)
)
def test_no_item_of_a_list_is_lost(others):
    good = {"url": "u", "title": "Judul", "seendate": "20240615T170000Z"}
    raw = gdelt.read(json.dumps({"articles": [good, *others]}).encode(), "g.json")
    assert raw.rows_read == 1 + len(others) == len(raw.frame) + len(refused(raw))
