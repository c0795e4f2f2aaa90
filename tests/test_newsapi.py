"""Answers of NewsAPI: a cut text is never counted, errors are refused, no row is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import dates
from analysis.corpus.readers import newsapi, services
from analysis.schema import InputError


def item(**changed):
    base = {
        "source": {"id": None, "name": "Kabar Dua"},
        "author": "Ani",
        "title": "Korban dipulangkan",
        "description": "Satgas memulangkan korban.",
        "url": "https://kabardua.test/1",
        "urlToImage": None,
        "publishedAt": "2024-03-01T23:30:00Z",
        "content": "Awal berita … [+16028 chars]",
    }
    return base | changed


def answer(*items):
    found = {"status": "ok", "totalResults": len(items), "articles": list(items)}
    return json.dumps(found).encode()


def refused(raw):
    return {n["source_row"]: n["reason"] for n in raw.notes if n["action"] == "quarantined"}


def test_the_sample_gives_all_its_articles(shared):
    path = shared / "formats/newsapi/sample_2019-12-02.json"
    content = path.read_bytes()
    raw = services.read(content, path.name)
    assert raw.rows_read == len(raw.frame) == content.count(b'"publishedAt"') == 2
    first, second = raw.frame.to_dict("records")
    assert (first["outlet"], second["outlet"]) == ("Androidcentral.com", "Nydailynews.com")
    assert (first["date"], second["author"]) == ("2019-12-02T04:00:03Z", "David Matthews")
    assert first["title"].startswith("These 20 awesome Cyber Monday deals")
    assert first["text"] == "" and first["cut_text"].endswith("[+16028 chars]")
    assert second["text"] == second["cut_text"] == "", "content is null"
    assert raw.provenance["self_check"] == "2 of the 38 articles that NewsAPI found"


def test_a_cut_text_is_set_apart_and_told_once_a_file():
    raw = newsapi.read(answer(item(), item(url="b"), item(content="Berita yang utuh.")), "n.json")
    assert raw.frame["text"].tolist() == ["", "", "Berita yang utuh."]
    assert raw.frame["cut_text"].str.contains("chars").tolist() == [True, True, False]
    assert raw.frame["subtitle"].tolist() == ["Satgas memulangkan korban."] * 3
    told = [n["reason"] for n in raw.notes]
    assert len(told) == 1 and told[0].startswith("2 of 3 texts are cut")


def test_the_date_is_the_day_in_utc():
    raw = newsapi.read(answer(item()), "n.json")
    assert dates.parse(raw.frame.loc[0, "date"]).on.isoformat() == "2024-03-01"
    assert raw.date_source == "column"


def test_removed_and_empty_articles_are_quarantined_beside_good_ones():
    gone = item(title="[Removed]", description="[Removed]", content="[Removed]")
    blank = item(title=None, description="", content="Awal … [+9 chars]")
    raw = newsapi.read(answer(gone, item(), blank, "no object", item(title="\ud800")), "n.json")
    assert raw.frame["_row"].tolist() == [2]
    assert raw.rows_read == 5
    reasons = refused(raw)
    assert "removed by its outlet" in reasons[1]
    assert reasons[3] == "neither title nor text"
    assert reasons[4] == "not a JSON object"
    assert "surrogate" in reasons[5]


def test_answers_saved_one_after_another_are_all_read():
    content = answer(item()) + b"\n" + answer(item(url="b"), item(url="c"))
    assert newsapi.read(content, "n.json").frame["_row"].tolist() == [1, 2, 3]


def test_a_list_of_articles_without_its_answer_is_recognised():
    content = json.dumps([item(), item()], indent=2).encode()
    assert newsapi.recognises(content)
    assert newsapi.read(content, "n.json").rows_read == 2


def test_an_answer_without_articles_says_so():
    content = b'{"status":"ok","totalResults":0,"articles":[]}'
    assert services.recognises(content)
    raw = services.read(content, "n.json")
    assert raw.rows_read == 0 and "title" in raw.frame.columns
    assert raw.notes[0]["reason"] == "the answer holds no article"


def test_errors_and_damage_are_refused_in_one_line():
    error = b'{"status":"error","code":"apiKeyInvalid","message":"Your API key is invalid"}'
    assert services.recognises(error)
    with pytest.raises(InputError, match=r"^n.json: an error of NewsAPI \(apiKeyInvalid\)"):
        services.read(error, "n.json")
    with pytest.raises(InputError, match="cut or damaged, ask the service again"):
        newsapi.read(answer(item())[:-9], "n.json")
    deep = answer(item())[:-2] + b"," + b"[" * 100_000
    with pytest.raises(InputError, match="nested too deep"):
        newsapi.read(deep, "n.json")


def test_articles_that_speak_of_the_format_are_not_taken_for_it():
    text = '{"source": {"id": 1}, "publishedAt": 2}'
    mine = json.dumps([{"judul": "A", "isi": text}]).encode()
    assert not newsapi.recognises(mine)


CELL = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.lists(st.text(max_size=3)))


@given(st.lists(st.one_of(CELL, st.fixed_dictionaries({}, optional=dict.fromkeys(item(), CELL)))))
def test_rows_read_are_kept_or_refused_and_never_altered(items):
    raw = newsapi.read(answer(*items), "n.json")
    assert raw.rows_read == len(items) == len(raw.frame) + len(refused(raw))
    for row in raw.frame.to_dict("records"):
        given_title = items[row["_row"] - 1].get("title")
        if isinstance(given_title, str):
            assert row["title"] == given_title
