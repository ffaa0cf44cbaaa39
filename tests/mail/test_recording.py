"""What was sent is on disk before anything else is done about it."""

from letters import change, wait_for
from newsletters import recipients, serve, states, with_issue_to

READERS = [f"reader{n}@host{n}.test" for n in range(3)]


def test_a_mail_that_was_taken_is_recorded_also_when_the_refusals_before_it_cannot_be(data, peer):
    """Otherwise it would be sent again after the next start."""
    with_issue_to(data, *READERS)
    peer.on("DATA", "554 5.7.1 It looks like spam", to=READERS[0])
    change(data, "CREATE TRIGGER fault BEFORE UPDATE ON deliveries WHEN NEW.state = 'failed'"
           " BEGIN SELECT RAISE(ABORT, 'the test says no'); END")
    with serve(data, peer) as site:
        peer.wait(accepted=1)
        wait_for(lambda: states(data)[1] == "sent", "the mail that was taken to be recorded")
        assert site.stop() == 0
    change(data, "DROP TRIGGER fault")
    with serve(data, peer):
        wait_for(lambda: states(data) == ["failed", "sent", "sent"], "the rest")
    assert recipients(mail for mail in peer.mails if mail.accepted) == READERS[1:]
