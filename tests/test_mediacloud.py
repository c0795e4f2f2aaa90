"""Exports of Media Cloud: story lists, counts old and new, and the pair of both.

Only a story list lies among the samples; counts here are made up, after the columns Media Cloud
gives.
"""

import csv
import io
import json

import pandas as pd
import pytest

from analysis import attention, corpus
from analysis.attention.counts import holds_counts
from analysis.corpus import dates
from analysis.corpus.readers import mediacloud, services
from analysis.schema import ATTENTION, InputError

LIST = "mc-onlinenews-mediacloud-20260507155422-content.csv"
HEAD = "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"


def stories(*days):
    lines = [
        f"{n:064x},2024-02-01 10:00:00+00:00,id,kabardua.test,kabardua.test,{day},Judul {n},"
        f"https://kabardua.test/{n}"
        for n, day in enumerate(days)
    ]
    return HEAD + "\n".join(lines) + "\n"


@pytest.fixture
def story_file(tmp_path):
    path = tmp_path / "mc-onlinenews-mediacloud-20240201120000-content.csv"
    path.write_text(stories(*["2024-01-01"] * 3, "2024-01-03"), encoding="utf-8")
    return path


@pytest.fixture
def counts_file(tmp_path):
    path = tmp_path / "mc-onlinenews-mediacloud-20240201120000-counts.csv"
    path.write_text(
        "date,count,total_count,ratio\n2024-01-01,3,30,0.1\n2024-01-02,0,20,0.0\n"
        "2024-01-03,1,40,0.025\n",
        encoding="utf-8",
    )
    return path


def test_the_story_list_gives_all_its_stories(shared):
    path = shared / "formats/mediacloud" / LIST
    content = path.read_bytes()
    own_count = sum(1 for _ in csv.DictReader(io.StringIO(content.decode())))
    raw = services.read(content, path.name)
    assert raw.rows_read == len(raw.frame) == own_count == 2093
    assert raw.provenance == {"exported_on": "2026-05-07 15:54:22"}
    articles = corpus.load(path)
    assert len(articles) == 2093
    first = articles.set_index("source_row").loc[2]
    assert first["title"].startswith("Hantavirus auf Kreuzfahrtschiff")
    assert first["published_on"] == pd.Timestamp("2026-05-06")
    assert first["collected_on"] == pd.Timestamp("2026-05-07"), "indexed is not published"
    assert first["outlet"] == "spiegel.de" and first["lang"] == "und", "German is not counted"
    assert set(articles["date_precision"]) == {"day"}
    assert articles["text"].eq("").all()


def test_the_story_list_in_json():
    story = {
        "id": "ab",
        "indexed_date": "2024-02-01T10:00:00.593717",
        "language": "id",
        "media_name": "kabardua.test",
        "media_url": "kabardua.test",
        "publish_date": "2024-01-01",
        "title": "Judul",
        "url": "https://kabardua.test/1",
    }
    for found in ([story], {"stories": [story, story], "pagination_token": None}):
        content = json.dumps(found).encode()
        assert services.recognises(content)
        raw = services.read(content, "mc.json")
        assert raw.kind == "mediacloud" and raw.rows_read == len(raw.frame) > 0
        assert dates.parse(raw.frame.loc[0, "indexed_date"]).on.isoformat() == "2024-02-01"


@pytest.mark.parametrize(
    ("header", "cells", "words"),
    [
        ("source,count,ratio", "kompas.com,7,0.1", "table of top sources"),
        ("language,count,ratio", "id,7,0.1", "table of top languages"),
        (
            "term,term_count,term_ratio,doc_count,doc_ratio,sample_size",
            "orang,7,0.1,5,0.1,1000",
            "table of top words",
        ),
        ("name,url", "Kompas,http://www.kompas.com", "list of sources"),
        ("Date,Harvey,Irma", "8/20/17,4,0", "run: sorotan attention t.csv"),
        ("date,count,total_count,ratio", "2024-01-01,1,2,0.5", "run: sorotan attention t.csv"),
    ],
)
def test_tables_without_articles_say_what_they_are(header, cells, words):
    content = f"{header}\n{cells}\n".encode()
    assert services.recognises(content)
    with pytest.raises(InputError, match=words) as refusal:
        services.read(content, "t.csv")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        "tanggal,judul,isi\n2024-01-01,12,34\n",
        "date,title,count\n2024-01-01,A,3\n",
        "name,url\nJudul berita,https://kabardua.test/a/b\n",
        "source,count,text\na,1,isi\n",
        "judul,isi\n",
        "\n",
    ],
)
def test_tables_of_articles_are_left_to_the_reader_of_tables(content):
    assert not mediacloud.recognises(content.encode())


def test_an_error_of_the_service_is_refused():
    content = b'{"status": "error", "note": "no such collection"}'
    assert services.recognises(content)
    with pytest.raises(InputError, match="^mc.json: an error of Media Cloud"):
        services.read(content, "mc.json")


POINTS = [
    {"date": "2024-01-01", "count": 3, "total_count": 30, "ratio": 0.1},
    {"date": "2024-01-02", "count": 0, "total_count": 20, "ratio": 0.0},
]


@pytest.mark.parametrize(
    "found", [POINTS, {"count_over_time": {"counts": POINTS, "total": 3, "normalized": True}}]
)
def test_counts_of_the_interface(tmp_path, found):
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    assert holds_counts(path)
    made = attention.from_counts(path)
    assert made["issue_articles"].tolist() == [3, 0]
    assert (made["share"] - [p["ratio"] for p in POINTS]).abs().max() == 0
    with pytest.raises(InputError, match="run: sorotan attention counts.json"):
        services.read(path.read_bytes(), path.name)


def test_counts_by_source_and_week(tmp_path):
    rows = [
        {"media_name": name, "interval": "week", "bucket": week, "matching_stories": 5}
        | {"total_stories": 50, "ratio": 0.1}
        for name in ("a.test", "b.test")
        for week in ("2025-W01", "2025-W02")
    ]
    path = tmp_path / "weeks.json"
    path.write_text(json.dumps({"source-interval-attention": rows}), encoding="utf-8")
    made = attention.from_counts(path)
    assert made["media_name"].tolist() == ["a.test", "a.test", "b.test", "b.test"]
    assert made["period_start"].dt.strftime("%Y-%m-%d").tolist() == ["2024-12-30", "2025-01-06"] * 2


def test_counts_without_a_total_name_the_remedy(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("date,count\n2024-01-01,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="counts without their total.*total=.*no share"):
        attention.of_file(path)


def test_a_story_list_alone_gives_no_share(story_file):
    with pytest.raises(InputError, match=r"articles, not counts; .*attention.paired"):
        attention.from_counts(story_file)


def test_a_pair_counts_stories_of_the_list_and_totals_of_the_counts(story_file, counts_file):
    found = attention.paired(story_file, counts_file)
    assert found.table["issue_articles"].tolist() == [3, 0, 1]
    assert found.table["total_articles"].tolist() == [30, 20, 40]
    assert found.table["share"].tolist() == [0.1, 0.0, 0.025]
    assert list(found.table.columns) == list(ATTENTION)
    assert found.in_words == "List and counts agree in all 3 periods: 0 differences."
    assert found.agreement["difference"].tolist() == [0, 0, 0]
    assert found.agreement["in_words"].iloc[0] == "list and counts agree: 3"


def test_a_pair_says_where_list_and_counts_differ(story_file, counts_file):
    counts = pd.read_csv(counts_file, dtype=str)
    counts["count"] = ["5", "0", "0"]
    found = attention.paired(corpus.load(story_file), counts)
    assert found.agreement["difference"].tolist() == [-2, 0, 1]
    assert found.agreement["in_words"].tolist() == [
        "2 of 5 counted stories are missing from the list",
        "list and counts agree: 0",
        "the list holds 1 stories more than the 0 counted",
    ]
    assert found.in_words.startswith("List and counts differ in 2 of 3 periods: 2 counted")
    by_month = attention.paired(story_file, counts, by="month")
    assert by_month.agreement.equals(found.agreement), "differences of days do not cancel out"
    assert by_month.table["issue_articles"].tolist() == [4]
    assert by_month.table["total_articles"].tolist() == [90]
    assert by_month.table["is_partial"].tolist() == [True], "three days are no month"


def test_stories_that_have_no_total_are_told_and_not_counted(tmp_path, counts_file):
    path = tmp_path / "list.csv"
    path.write_text(stories("2024-01-01", "2024-01-02", "2023-12-31", "", "2024-02-01"))
    counts = pd.read_csv(counts_file, dtype=str)
    counts.loc[1, "total_count"] = "0"
    found = attention.paired(path, counts)
    assert found.table["issue_articles"].tolist() == [1, 0, 0]
    assert found.table["is_gap"].tolist() == [False, True, False]
    assert found.agreement["in_words"].iloc[1] == "nothing was counted here; the list holds 1"
    assert "2 listed stories lie outside the periods counted" in found.in_words
    assert "1 listed stories have no date" in found.in_words


def test_weekly_counts_keep_their_own_weeks(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(stories("2024-01-06", "2024-01-07", "2024-01-13", "2024-01-14"))
    counts = pd.DataFrame(
        {"date": ["2023-12-31", "2024-01-07"], "count": [1, 2], "total_count": [10, 20]}
    )
    found = attention.paired(path, counts)
    assert found.table["issue_articles"].tolist() == [1, 2]
    assert "1 listed stories lie outside" in found.in_words
    with pytest.raises(InputError, match="do not lie each in one month"):
        attention.paired(path, counts, by="month")


def test_pairs_that_do_not_belong_together_are_refused(story_file, counts_file):
    counts = pd.read_csv(counts_file, dtype=str)
    with pytest.raises(InputError, match="2024-01-01: the list holds 3 stories, the counts 2"):
        attention.paired(story_file, counts.assign(total_count="2", count="1"))
    with pytest.raises(InputError, match="give the story list first"):
        attention.paired(counts_file, story_file)
    doubled = pd.concat([counts.assign(query="a"), counts.assign(query="b")])
    with pytest.raises(InputError, match="several queries or outlets"):
        attention.paired(story_file, doubled)
    with pytest.raises(InputError, match="no period"):
        attention.paired(story_file, counts_file, by="fortnight")


def test_the_real_list_paired_with_counts_made_of_it_agrees(shared):
    path = shared / "formats/mediacloud" / LIST
    told = pd.read_csv(path, usecols=["publish_date"])["publish_date"].value_counts()
    days = pd.date_range(told.index.min(), told.index.max()).strftime("%Y-%m-%d")
    counted = told.reindex(days, fill_value=0)
    counts = pd.DataFrame({"date": days, "count": counted, "total_count": 10 * counted + 5})
    found = attention.paired(path, counts, by="week")
    assert "agree in all 34 periods: 0 differences" in found.in_words
    assert found.table["issue_articles"].sum() == 2093
