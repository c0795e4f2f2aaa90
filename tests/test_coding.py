"""Sessions of coding: order, file, resuming, undo, a second coder, and what is refused."""

import pandas as pd
import pytest

from analysis import words
from analysis.schema import InputError
from analysis.words import coded, coding


@pytest.fixture
def path(tmp_path):
    return tmp_path / "codes.csv"


def start(marked, path, coder="ani", n=8, **options):
    return coding.session(marked, path, coder=coder, n=n, **options)


def test_a_code_is_in_the_file_at_once_and_the_next_article_is_shown(marked_press, path):
    session = start(marked_press, path)
    first = session.article
    assert (first.number, session.coded_articles, session.wanted_articles) == (1, 0, 8)
    assert not path.exists()
    session.code(2, is_borderline=True, note="two  cases\nat once")
    row = coded.read_coded(path).iloc[0]
    assert row["article_id"] == first.article_id
    assert (row["relevance"], row["coder"], row["note"]) == (2, "ani", "two cases at once")
    assert row["is_borderline"] and row["stratum"] and row["stratum_size"] > 0
    assert pd.Timestamp(row["coded_at"]).tzinfo is not None
    assert session.article.article_id != first.article_id and session.coded_articles == 1


def test_the_file_never_holds_text(marked_press, path):
    session = start(marked_press, path)
    while session.article:
        session.code(0)
    written = path.read_text(encoding="utf-8")
    for title, text in zip(marked_press["title"], marked_press["text"]):
        assert title not in written and text not in written
    assert written.splitlines()[0].split(",") == coded.COLUMNS


def test_an_article_is_as_it_was_loaded(marked_press, path):
    article = start(marked_press, path).article
    row = marked_press.set_index("article_id").loc[article.article_id]
    assert (article.title, article.text, article.outlet) == (
        row["title"], row["text"], row["outlet"]
    )  # fmt: skip
    assert article.published_on == row["published_on"] and article.lang == row["lang"]


def test_a_later_session_goes_on_where_the_file_ends(marked_press, path):
    session = start(marked_press, path)
    done = [session.article.article_id]
    session.code(1)
    done.append(session.article.article_id)
    session.code(0)
    again = start(marked_press, path)
    assert again.coded["article_id"].tolist() == done
    assert again.coded_articles == 2 and again.wanted_articles == 8
    assert again.article.number == 3 and again.article.article_id not in done
    while again.article:
        again.code(0)
    assert coded.read_coded(path)["article_id"].nunique() == 8
    assert start(marked_press, path).article is None
    assert start(marked_press, path, n=10).wanted_articles == 10


def test_same_seed_same_articles(marked_press, path):
    names = [start(marked_press, path, seed=s).article.article_id for s in (1, 1, 2, 3, 4)]
    assert names[0] == names[1] and len(set(names)) > 1


def test_undo_takes_back_one_code_after_another(marked_press, path):
    session = start(marked_press, path)
    shown = []
    for relevance in (2, 1):
        shown.append(session.article.article_id)
        session.code(relevance, note=f"was {relevance}", is_borderline=relevance == 1)
    row = session.undo()
    assert (row["relevance"], row["note"], row["is_borderline"]) == (1, "was 1", True)
    assert session.article.article_id == shown[1]
    assert coded.read_coded(path)["article_id"].tolist() == shown[:1]
    session.undo()
    assert session.article.article_id == shown[0] and session.undo() is None
    assert coded.read_coded(path).empty and session.coded_articles == 0


def test_undo_reaches_back_into_an_earlier_session(marked_press, path):
    session = start(marked_press, path)
    name = session.article.article_id
    session.code(0)
    again = start(marked_press, path)
    assert again.undo()["article_id"] == name and again.article.article_id == name


def test_what_is_put_off_comes_again_last(marked_press, path):
    session = start(marked_press, path, n=3)
    first = session.article.article_id
    session.skip()
    assert session.article.article_id != first and not path.exists()
    session.code(0)
    session.code(0)
    assert session.article.article_id == first
    session.skip()
    assert session.article.article_id == first


def test_a_second_coder_gets_the_same_articles_and_sees_no_codes(marked_press, path):
    one = start(marked_press, path)
    for _ in range(5):
        one.code(2, note="seen by ani")
    names = set(one.coded["article_id"])
    two = start(marked_press, path, coder="budi", n=5)
    assert two.coded.empty and two.coded_articles == 0 and two.wanted_articles == 5
    seen = set()
    while two.article:
        article = two.article
        seen.add(article.article_id)
        assert "ani" not in str(article) and "seen" not in str(vars(two)["_waiting"])
        two.code(1)
    assert seen == names
    table = coded.read_coded(path)
    assert table.groupby("coder").size().to_dict() == {"ani": 5, "budi": 5}
    assert table.loc[table["coder"] == "ani", "note"].eq("seen by ani").all()
    designs = table.groupby("article_id")[["stratum", "stratum_size"]].nunique()
    assert designs.eq(1).all().all()


def test_two_coders_at_work_on_one_file_do_not_lose_codes(marked_press, path):
    one, two = start(marked_press, path), start(marked_press, path, coder="budi")
    for _ in range(3):
        one.code(0)
        two.code(1)
    one.undo()
    counts = coded.read_coded(path)["coder"].value_counts().to_dict()
    assert counts == {"ani": 2, "budi": 3}


def test_progress_adds_up(marked_press, path):
    session = start(marked_press, path, n=12)
    for _ in range(5):
        session.code(0)
    table = session.progress()
    assert table["wanted"].sum() == 12 and table["coded"].sum() == 5
    assert (table["coded"] <= table["wanted"]).all()
    assert set(table["lang"]) <= set(marked_press["lang"])
    assert not table.duplicated(["stratum", "lang"]).any()


def test_a_file_of_another_corpus_is_refused(marked_press, path):
    session = start(marked_press, path)
    session.code(0)
    session.code(1)
    other = marked_press[~marked_press["article_id"].isin(session.coded["article_id"][1:])]
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"codes.csv: 1 of 2 .* \(the first in row 3\)"):
        start(other, path)
    assert path.read_bytes() == before


def test_a_disk_that_takes_no_file_codes_nothing(marked_press, tmp_path):
    folder = tmp_path / "codes"
    session = start(marked_press, folder / "codes.csv")
    folder.write_text("a file where a folder should be")
    first = session.article
    with pytest.raises(InputError, match="choose another path"):
        session.code(2)
    assert session.article == first and session.coded.empty


BAD = [
    ({"coder": " "}, "short name or initials"),
    ({"coder": "x" * 41}, "short name or initials"),
    ({"coder": "a\x00b"}, "short name or initials"),
    ({"n": 0}, "number of articles to code"),
    ({"n": 2.5}, "number of articles to code"),
]


@pytest.mark.parametrize(("options", "message"), BAD, ids=[str(o) for o, _ in BAD])
def test_bad_options_say_the_remedy(marked_press, path, options, message):
    with pytest.raises(InputError, match=message):
        start(marked_press, path, **options)


@pytest.mark.parametrize("relevance", [3, -1, True, "1", None, 1.5])
def test_only_three_codes_are_taken(marked_press, path, relevance):
    session = start(marked_press, path)
    with pytest.raises(InputError, match="2 main subject, 1 mentioned, 0 not"):
        session.code(relevance)
    assert not path.exists() and session.coded_articles == 0


def test_a_note_is_short(marked_press, path):
    session = start(marked_press, path)
    with pytest.raises(InputError, match="201 characters; 200 at most"):
        session.code(0, note="x" * 201)
    assert not path.exists()


def test_nothing_is_left_after_the_last_article(marked_press, path):
    session = start(marked_press, path, n=1)
    session.code(0)
    assert session.article is None
    session.skip()
    with pytest.raises(InputError, match="all articles of this session are coded"):
        session.code(0)


def test_articles_must_be_marked_and_have_names_of_their_own(marked_press, path):
    with pytest.raises(InputError, match="words.mark"):
        start(marked_press.drop(columns=["is_issue"]), path)
    twice = pd.concat([marked_press[:2], marked_press[:2]])
    with pytest.raises(InputError, match="one article_id"):
        start(twice, path)


def test_a_small_corpus_is_coded_whole(marked_press, path):
    session = start(words.mark(marked_press[:3]), path, n=50)
    assert session.wanted_articles == 3


def test_terms_on_demand_are_those_of_the_lexicon_that_marked(marked_press, path):
    assert "perdagangan orang" in start(marked_press, path).forms
    changed = marked_press.assign(lexicon_version="000000000000")
    with pytest.raises(InputError, match="mark the articles again"):
        start(changed, path)
