"""Tables are checked at the door, and the data dictionary says what the code says."""

import pandas as pd
import pytest

from analysis import DATA, schema


def test_the_data_dictionary_is_made_from_the_schema():
    assert (DATA / "DICTIONARY.md").read_text(encoding="utf-8") == schema.dictionary()


@pytest.mark.parametrize("name", schema.TABLES)
def test_an_empty_frame_passes_its_own_check(name):
    assert schema.check(schema.frame(name, []), name).empty


def test_missing_and_mistyped_columns_are_named():
    table = schema.frame("marks", [{"issue": "trafficking"}])
    with pytest.raises(schema.InputError, match="no column issue_reason"):
        schema.check(table.drop(columns="issue_reason"), "marks")
    with pytest.raises(schema.InputError, match="issue_level is str, not int64"):
        schema.check(table.assign(issue_level=pd.Series(["2"], dtype="str")), "marks")


def test_text_that_was_not_read_is_empty_and_never_nan():
    table = schema.frame("articles", [{"title": None}, {"title": "T"}])
    assert table["title"].tolist() == ["", "T"]
    assert table["published_on"].isna().all()
