"""Files of the news-watch scraper: its eight columns are known, its keyword is no text.

The rows are made up; the columns are those its version 1.3.0 writes.
"""

import json

import pandas as pd
import pytest

from analysis import corpus
from analysis.corpus import columns

COLUMNS = ["title", "publish_date", "author", "content", "keyword", "category", "source", "link"]
ROWS = [
    [
        "Polisi bongkar perdagangan orang",
        "2025-01-31 23:15:00",
        "Ani",
        "Polisi membongkar jaringan yang merekrut buruh ke luar negeri, kata kepala polisi.",
        "perdagangan orang",
        "news",
        "kompas",
        "https://nasional.kompas.com/read/2025/01/31/23150021/polisi",
    ],
    [
        "Harga beras naik",
        "2025-02-01 07:00:00",
        "",
        "Harga beras naik di pasar induk karena hujan menunda panen di beberapa daerah.",
        "perdagangan orang",
        "",
        "antaranews",
        "https://www.antaranews.com/berita/1/harga-beras-naik",
    ],
]


@pytest.fixture(params=["csv", "xlsx", "json", "jsonl"])
def path(request, tmp_path):
    path = tmp_path / f"news-watch-perdagangan orang-20250201_08.{request.param}"
    table = pd.DataFrame(ROWS, columns=COLUMNS)
    if request.param == "csv":
        table.to_csv(path, index=False, quoting=1)
    elif request.param == "xlsx":
        table.to_excel(path, index=False)
    else:
        records = [json.dumps(r, ensure_ascii=False) for r in table.to_dict("records")]
        lines = "\n".join(records)
        path.write_text(lines if request.param == "jsonl" else f"[{','.join(records)}]", "utf-8")
    return path


def test_its_columns_are_known_and_keyword_and_category_are_not_read():
    assert columns.recognise(COLUMNS) == {
        "title": "title",
        "publish_date": "date",
        "author": "author",
        "content": "text",
        "source": "outlet",
        "link": "url",
    }


def test_every_form_it_writes_is_loaded(path):
    articles = corpus.load(path).sort_values("published_on")
    assert articles["title"].tolist() == [row[0] for row in ROWS]
    assert articles["text"].tolist() == [row[3] for row in ROWS]
    days = articles["published_on"].dt.strftime("%Y-%m-%d").tolist()
    assert days == ["2025-01-31", "2025-02-01"]
    assert articles["outlet"].tolist() == ["Kompas.com", "Antara"]
    assert articles["author"].tolist() == ["Ani", ""]
    searched = articles["title"] + articles["text"]
    assert not searched.iloc[1].lower().count("perdagangan"), "the keyword is no text"
