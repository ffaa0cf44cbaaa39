"""What a mail server's answers do to a subscriber, issue by issue."""

import pytest

from letters import rows
from test_brake import Weeks

READER = "gone@small.test"  # of Weeks
KEPT, LOST = (1, 0), (1, 1)  # subscribers at its domain, suppressions
ANSWERS = {  # the answer to RCPT or to the content: after one issue, after two
    "550 5.1.1 <{}> is nobody": (LOST, LOST),
    "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)": (KEPT, LOST),
    "550 5.2.1 The account {} is disabled": (KEPT, LOST),
    "550 <{}>: User unknown": (KEPT, LOST),
    "554 delivery error: dd This user doesn't have a small.test account ({})": (KEPT, LOST),
    "550 5.5.0 Requested action not taken: mailbox unavailable": (KEPT, LOST),
    "550 5.2.1 {} is receiving mail at a rate that prevents more": (KEPT, KEPT),
    "550 5.2.122 {} has exceeded their limit of messages per hour": (KEPT, KEPT),
    "552 5.2.2 {} is over quota": (KEPT, KEPT),
    "550 5.1.8 Bad sender": (KEPT, KEPT),
    "550 5.7.1 {}: No such user": (KEPT, KEPT),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_does_what_its_table_says(tmp_path, peer, answer):
    peer.on("RCPT", answer.format(READER), to=READER)
    weeks = Weeks(tmp_path, peer)
    assert weeks.issue(2)
    once, twice = ANSWERS[answer]
    assert weeks.known() == once
    weeks.issue(3)
    assert weeks.known() == twice
    assert rows(weeks.data, "SELECT reason FROM suppressions") == [("hard",)] * (twice == LOST)
