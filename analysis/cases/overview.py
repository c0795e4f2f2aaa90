"""The cases of the register with their articles, as a table and in one record for a sentence.

Cannot do: it says nothing of cases that are not registered.
"""

import pandas as pd


def tally(links: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Count the linked articles of each case, most first; one row a registered case.

    A case is named by form, province and year, the public name; its days stay in the register.
    """
    counted = register["case_id"].map(links["case_id"].value_counts()).fillna(0)
    table = register[["public_name"]].assign(articles=counted.astype("int64"))
    return table.sort_values("articles", ascending=False, kind="stable", ignore_index=True)


def summary(marked: pd.DataFrame, links: pd.DataFrame, register: pd.DataFrame) -> dict:
    """Return one record for a sentence: cases registered and found, articles linked."""
    linked = links["article_id"].nunique()
    on_issue = marked.loc[marked["is_issue"], "article_id"]
    return {
        "registered": len(register),
        "cases": links["case_id"].nunique(),
        "linked_articles": linked,
        "issue_articles": len(on_issue),
        "issue_linked": int(on_issue.isin(links["article_id"]).sum()),
    }
