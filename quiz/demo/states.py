"""Which of the invented clients shows which state of the caseload, or of a client's own page.

Where several show one, the plainest is named. What the practice cannot show is not in this table:
another questionnaire, scale or time frame (one edition is here), times without a date, and
anything of the private block, which never comes to a counsellor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STATES: Final[Mapping[str, str]] = {
    # what a client may need
    "need.lower": "DEMO-05",
    "need.overdue": "DEMO-07",
    "need.too_few": "DEMO-09",
    "need.one_answer": "DEMO-10",
    "need.nothing_sent": "DEMO-14",
    "need.higher": "DEMO-01",
    # what became of the steps
    "since_start.first": "DEMO-17",
    "since_start.lower": "DEMO-05",
    "since_start.higher": "DEMO-01",
    "since_start.both": "DEMO-06",
    "since_start.none": "DEMO-03",
    "since_start.not_comparable": "DEMO-11",
    "since_last.first": "DEMO-17",
    "since_last.lower": "DEMO-05",
    "since_last.higher": "DEMO-12",
    "since_last.both": "DEMO-06",
    "since_last.none": "DEMO-01",
    "since_last.not_comparable": "DEMO-09",
    "not_comparable.other_perspective": "DEMO-11",
    "not_comparable.nothing_shared": "DEMO-09",
    "not_comparable.too_few": "DEMO-09",
    "caution.another_language": "DEMO-12",
    "caution.one_answer_throughout_then": "DEMO-10",
    "caution.one_answer_throughout_now": "DEMO-10",
    "caution.sooner_than_advised": "DEMO-12",
    "step.no_clear": "DEMO-03",
    "step.may": "DEMO-02",
    "step.clearly": "DEMO-05",
    # the focus, and why there is none
    "focus.clear": "DEMO-05",
    "focus.likely": "DEMO-08",
    "focus.too_close": "DEMO-07",
    "focus.prerequisite": "DEMO-17",
    "focus.one_answer_throughout": "DEMO-10",
    "focus.fewer_than_two_ranked": "DEMO-09",
    "focus.none_stands_out": "DEMO-13",
    "step.not_ranked": "DEMO-06",
    # when
    "last.today": "DEMO-17",
    "last.yesterday": "DEMO-12",
    "last.ago": "DEMO-07",
    "due.agreed": "DEMO-01",
    "due.advised": "DEMO-05",
    "overdue.today": "DEMO-06",
    "overdue.one": "DEMO-08",
    "overdue.many": "DEMO-07",
    # what else there is to know
    "couple.both_released": "DEMO-01",
    "couple.one_released": "DEMO-03",
    "invitation.open": "DEMO-07",
    "invitation.begun": "DEMO-14",
    "invitation.sent": "DEMO-01",
    "invitation.expired": "DEMO-08",
    "asked_erasure": "DEMO-15",
    "withdrawn": "DEMO-15",
    "unread": "DEMO-13",
    "archived": "DEMO-16",
    # how far the work is
    "trend.slopes": "DEMO-01",
    "practice.none": "DEMO-02",
    "practice.some": "DEMO-02",
    "practice.all": "DEMO-01",
    "plan.due": "DEMO-01",
    "plan.review": "DEMO-01",
    "plan.none": "DEMO-08",
}
