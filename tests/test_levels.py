"""Levels of publication: what a finished public page may not hold, found in its bytes."""

import base64
import html

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import schema
from analysis.report import levels
from analysis.schema import InputError

TITLE = "Empat nelayan dijanjikan pekerjaan di kapal asing"
SENTENCE = (
    "The recruiter took the papers of the four men and told them that the ship would leave at dawn"
)


@pytest.fixture(scope="module")
def articles():
    rows = [
        {
            "article_id": "a",
            "title": TITLE,
            "text": f"First line.\n{SENTENCE}. Then nothing.",
            "url": "https://koran.example/2017/10/26/empat-nelayan",
            "outlet": "Koran Contoh",
            "author": "Rahma Putri Wijaya; Koran Contoh",
        },
        {"article_id": "b", "title": "Three words only", "text": "", "outlet": "Koran Contoh"},
    ]
    return schema.frame("articles", rows)


def page(output, *, prose="", cell=3):
    return (
        f'<main><section class="prose">{prose}</section>'
        f'<div class="output answer" data-cell="{cell}">{output}</div><!--/output--></main>'
    )


def found(output, articles, **options):
    return levels.leaks(page(output), articles, **options)


def test_team_is_refused_in_one_line_until_masking_exists():
    with pytest.raises(InputError, match="team is refused until names can be masked") as error:
        levels.check("team")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("level", ["Public", "", "secret"])
def test_other_levels_are_refused(level):
    with pytest.raises(InputError, match="use public or internal"):
        levels.check(level)


def test_only_public_leaves_the_file_name_alone():
    assert [levels.suffix(level) for level in levels.LEVELS] == ["", "-internal"]


def test_numbers_and_outlets_are_no_leak(articles):
    assert found("<p>Koran Contoh: 41 of 3,788 articles</p>", articles) == []


SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{TITLE}</desc></svg>'
HIDDEN = {
    "plain": TITLE,
    "upper case": TITLE.upper(),
    "punctuated": TITLE.replace(" ", ", "),
    "in tags": TITLE.replace("nelayan", "<b>nelayan</b>"),
    "entities": "".join(f"&#{ord(c)};" for c in TITLE),
    "attribute": f'<img alt="{TITLE}">',
    "comment": f"<!-- {TITLE} -->",
    "chart": f'<img src="data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}">',
}


@pytest.mark.parametrize("markup", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_title_is_found_however_it_is_written(markup, articles):
    assert levels.Leak(3, "a title") in found(markup, articles)


def test_a_title_outside_outputs_is_found_too(articles):
    leak = levels.leaks(page("", prose=html.escape(TITLE)), articles)
    assert leak == [levels.Leak(0, "a title")]


def test_short_titles_are_ordinary_words(articles):
    assert found("three words only", articles) == []


def test_eight_words_in_a_row_are_a_leak_and_seven_are_not(articles):
    words = SENTENCE.split()
    assert found(" ".join(words[3:11]), articles) == [levels.Leak(3, "words of an article")]
    assert found(" ".join(words[3:10]), articles) == []


def test_a_run_across_the_cells_of_one_table_row_is_found(articles):
    words = SENTENCE.split()
    row = f"<tr><td>{' '.join(words[:5])}</td><td>{' '.join(words[5:9])}</td></tr>"
    assert found(f"<table>{row}</table>", articles) == [levels.Leak(3, "words of an article")]


def test_rows_of_a_table_do_not_run_together(articles):
    rows = "".join(f"<tr><td>{word}</td></tr>" for word in SENTENCE.split())
    assert found(f"<table>{rows}</table>", articles) == []


def test_prose_of_a_notebook_is_its_authors_own(articles):
    assert levels.leaks(page("", prose=SENTENCE), articles) == []


def test_words_that_stood_there_before_the_corpus_was_read_are_no_leak(articles):
    assert found(f"{TITLE}. {SENTENCE}", articles, written=f"{SENTENCE} / {TITLE}") == []


def test_addresses_and_authors_are_found_but_outlets_are_not(articles):
    kinds = {leak.kind for leak in found("by Rahma Putri Wijaya", articles)}
    assert kinds == {"an author's name"}
    link = '<a href="https://koran.example/2017/10/26/empat-nelayan">x</a>'
    assert {leak.kind for leak in found(link, articles)} == {"an article's address"}


def test_figures_of_a_table_are_no_sentence():
    text = "results 1 2 3 4 5 6 7 8 9 10"
    articles = schema.frame("articles", [{"article_id": "a", "title": "", "text": text}])
    assert found("<p>1 2 3 4 5 6 7 8 9</p>", articles) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdefghij", min_size=2, max_size=7), min_size=8, max_size=30), st.data())
def test_any_run_of_eight_words_is_found_and_no_other_text_is(words, data):
    articles = schema.frame("articles", [{"article_id": "a", "text": " ".join(words)}])
    start = data.draw(st.integers(0, len(words) - 8))
    shown = ". ".join(words[start : start + 8])
    assert found(html.escape(shown), articles)
    assert not found(" ".join(f"x{word}" for word in words), articles)


def test_many_titles_are_searched_quickly(articles):
    titles = [f"headline number {i} about something else" for i in range(200_000)]
    many = pd.concat([articles, schema.frame("articles", {"title": titles})], ignore_index=True)
    assert found(titles[150_000], many) == [levels.Leak(3, "a title")]
