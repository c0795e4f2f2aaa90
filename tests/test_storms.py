"""Media storms at, under and over each threshold of both rules."""

import pandas as pd
import pytest

from analysis import attention
from analysis.attention.storms import storms, storms_by_week
from analysis.schema import InputError


def press(outlets=5, days=7, read=100, hits=3, before=10):
    """Outlets that write `read` articles a day, `hits` of them on the issue on some days."""
    rows = [
        (f"Koran {o}", day, before <= day < before + days and n < hits)
        for o in range(6)
        for day in range(before + days + 10)
        for n in range(read)
        if o < outlets or n >= hits or not before <= day < before + days
    ]
    table = pd.DataFrame(rows, columns=["outlet", "day", "is_issue"])
    day = pd.Timestamp("2023-01-02") + pd.to_timedelta(table["day"], unit="D")
    return table.assign(published_on=day.astype("datetime64[us]")).drop(columns="day")


def test_a_storm_at_every_threshold():
    found = storms(press())
    assert len(found) == 1
    storm = found.iloc[0]
    assert (storm["days"], storm["outlets"], storm["issue_articles"]) == (7, 5, 105)
    assert storm["start_on"] == pd.Timestamp("2023-01-12")
    assert storm["end_on"] == pd.Timestamp("2023-01-18")
    assert storm["most_share"] == pytest.approx(0.03)


@pytest.mark.parametrize(
    "under", [{"outlets": 4}, {"days": 6}, {"hits": 2}, {"read": 101}], ids=lambda u: next(iter(u))
)
def test_no_storm_under_any_threshold(under):
    assert storms(press(**under)).empty


@pytest.mark.parametrize("over", [{"outlets": 6}, {"days": 8}, {"hits": 4}, {"read": 99}])
def test_a_storm_over_each_threshold(over):
    assert len(storms(press(**over))) == 1


def test_forty_articles_within_the_window():
    thin = press(read=14)  # 42 within 3 days
    assert len(storms(thin, least_read=42)) == 1
    with pytest.raises(InputError, match="0 outlets published 43"):
        storms(thin, least_read=43)


def test_two_storms_of_the_issue_are_two():
    first = press()
    later = first.assign(published_on=first["published_on"] + pd.Timedelta(days=60))
    assert storms(pd.concat([first, later], ignore_index=True))["days"].tolist() == [7, 7]


def test_a_story_is_the_cluster():
    table = press()
    table["story_id"] = pd.Series("", index=table.index, dtype="str").mask(table["is_issue"], "s1")
    found = storms(table, cluster="story_id")
    assert found[["story_id", "outlets", "days"]].values.tolist() == [["s1", 5, 7]]
    split = table.assign(story_id=table["story_id"].mask(table["story_id"] != "", table["outlet"]))
    assert storms(split, cluster="story_id").empty  # each outlet has a story of its own


def weekly(shares, outlets=2, read=100):
    """Weeks with these percentages of articles on the issue."""
    rows = [
        (week, n % 7, f"Koran {n % outlets}" if n < hits else f"Koran {n % 2}", n < hits)
        for week, hits in enumerate(shares)
        for n in range(read)
    ]
    table = pd.DataFrame(rows, columns=["week", "day", "outlet", "is_issue"])
    day = pd.Timestamp("2023-01-02") + pd.to_timedelta(table["week"] * 7 + table["day"], unit="D")
    return table.assign(published_on=day.astype("datetime64[us]"))


def test_boydstun_at_every_threshold():
    storm = storms_by_week(weekly([8, 8, 20, 21, 5])).iloc[0]
    assert storm["start_on"] == pd.Timestamp("2023-01-16")
    assert storm["end_on"] == pd.Timestamp("2023-01-29")
    assert (storm["weeks"], storm["outlets"], storm["issue_articles"]) == (2, 2, 41)
    assert storm["increase"] == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("shares", "options", "storms_found"),
    [
        ([7, 19, 5], {}, 0),  # under a fifth
        ([7, 20, 5], {}, 1),
        ([9, 21, 5], {}, 0),  # 133 % more
        ([9, 23, 5], {}, 1),
        ([0, 20, 5], {}, 1),  # from nothing
        ([8, 20, 20, 5], {"least_weeks": 3}, 0),
        ([8, 20, 20, 5], {"least_weeks": 2}, 1),
        ([8, 20, 5], {"least_outlets": 2}, 1),
    ],
)
def test_boydstun_at_under_and_over(shares, options, storms_found):
    assert len(storms_by_week(weekly(shares), **options)) == storms_found


def test_boydstun_needs_more_than_one_outlet():
    assert storms_by_week(weekly([8, 20, 5], outlets=1)).empty
    alone = weekly([8, 20, 5]).assign(outlet="Koran")
    with pytest.raises(InputError, match="1 outlets, a storm needs 2"):
        storms_by_week(alone)


def test_an_unfinished_week_begins_no_storm():
    table = weekly([8, 20])
    cut = table[~((table["week"] == 1) & (table["day"] > 4))]
    assert attention.share(cut, by="week")["is_partial"].iloc[-1]
    assert storms_by_week(pd.concat([weekly([8, 8]), cut.assign(
        published_on=cut["published_on"] + pd.Timedelta(days=14))])).empty  # fmt: skip


def test_nonsense_is_refused():
    with pytest.raises(InputError, match="one of issue, story_id"):
        storms(press(), cluster="case")
    with pytest.raises(InputError, match="no is_issue"):
        storms(press().drop(columns="is_issue"))
    with pytest.raises(InputError, match="fewer than two whole weeks"):
        storms_by_week(weekly([20]))
