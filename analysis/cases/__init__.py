"""Which cases drew the attention, and for how long.

In: marked articles and a register of cases. Out: links from article to case, each with its
reason, and the attention to each case over time. A case's public name is form, province and year.
"""

from analysis.cases.curve import attention, suppress
from analysis.cases.link import link
from analysis.cases.overview import summary, tally
from analysis.cases.register import register

__all__ = ["attention", "link", "register", "summary", "suppress", "tally"]
