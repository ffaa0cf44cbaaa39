"""After an outage of more than a week every mail is old news: all are given up, some at a time."""

from letters import add_many_subscribers, change, rows, wait_for
from newsletters import assert_is_served, compose, serve
from program import CATALOG, run

COUNT = 30000
EIGHT_DAYS = 8 * 24 * 3600 * 1000


def test_old_mails_are_given_up_in_pieces_between_which_votes_are_written(data, peer):
    assert run("import", CATALOG, data=data).returncode == 0
    add_many_subscribers(data, COUNT)
    compose(data)
    change(data, "UPDATE deliveries SET made_at = made_at - ?, due_at = due_at - ?", EIGHT_DAYS,
           EIGHT_DAYS)
    seen = set()

    def all_are_given_up():
        (failed,), = rows(data, "SELECT count(*) FROM deliveries WHERE state = 'failed'")
        seen.add(failed)
        return failed == COUNT

    with serve(data, peer) as site:
        assert_is_served(site)
        wait_for(all_are_given_up, "mails that are given up")
        assert site.stop() == 0
    assert rows(data, "SELECT DISTINCT state, reason FROM deliveries") == [
        ("failed", "it waited for too long")]
    assert len(seen - {0, COUNT}) > 2, f"readers saw it going on: {sorted(seen)}"
    assert peer.received == 0
