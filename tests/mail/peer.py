"""peer.py: a mail server on loopback that does what a test tells it: accept, refuse, wait, hang up.

    with Peer() as peer:
        peer.on("RCPT", "550 5.1.1 No such mailbox", to="gone@verdict.test")
        peer.on("DATA", DROP, times=1)
        ...                         # the program sends to peer.url
        first, second = peer.wait(accepted=2)

It runs in a thread of the test's process. Without rules it accepts everything.
"""

import asyncio
import dataclasses
import socket
import threading
import typing

from aiosmtpd.smtp import SMTP

from program import LIMIT

DROP = object()  # instead of an answer: hang up
ACCEPTED = "250 2.0.0 Ok"


@dataclasses.dataclass
class Hold:
    """An answer that waits until `event` (of threading) is set; then `reply`, or acceptance."""
    event: threading.Event
    reply: typing.Any = None


@dataclasses.dataclass
class Mail:
    """An envelope and what came in it. `answer` is what the sender was told after its data: None
    while it has not been told, and for ever when the connection was dropped instead."""
    connection: int  # 1 is the first connection that was made to this peer
    sender: str
    to: list
    content: bytes = b""  # as it came, with CRLF, without the dots that SMTP adds
    answer: str | None = None

    @property
    def accepted(self):
        return self.answer is not None and self.answer.startswith("250")


@dataclasses.dataclass
class Rule:
    stage: str
    reply: typing.Any
    to: str | None
    times: int | None
    used: int = 0

    def fits(self, stage, mail):
        return (self.stage == stage and (self.times is None or self.used < self.times)
                and (self.to is None or self.to in (mail.to[-1:] if stage == "RCPT" else mail.to)))


class Connection(SMTP):
    """One connection; the peer keeps those that are open, and numbers them."""

    def __init__(self, peer):
        super().__init__(peer.handler, hostname="peer.test", ident="ESMTP", enable_SMTPUTF8=True,
                         loop=peer.loop)
        self.owner = peer

    def connection_made(self, transport):
        super().connection_made(transport)
        if self.owner.server is None:
            transport.abort()  # it was on its way in while the peer stopped
        with self.owner.changed:
            self.owner.connections += 1
            self.session.number = self.owner.connections
            self.owner.open.add(transport)
            self.owner.changed.notify_all()

    def connection_lost(self, error):
        self.owner.open.discard(self.transport)
        super().connection_lost(error)


    async def smtp_DATA(self, argument):
        if self.session.host_name and self.envelope.rcpt_tos:
            mail = Mail(self.session.number, self.envelope.mail_from, self.envelope.rcpt_tos)
            answer = await self.owner.decide("354", self, mail)
            if answer is not ACCEPTED:
                return await self.push(answer)
        await super().smtp_DATA(argument)


class Handler:
    """What aiosmtpd asks at each stage. A stage without rules costs next to nothing."""

    def __init__(self, peer):
        self.peer = peer

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self.peer.decide("MAIL", server, Mail(session.number, address, []))
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        mail = Mail(session.number, envelope.mail_from, [*envelope.rcpt_tos, address])
        answer = await self.peer.decide("RCPT", server, mail)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        mail = Mail(session.number, envelope.mail_from, envelope.rcpt_tos, envelope.content)
        self.peer.note_received(mail)
        answer = await self.peer.decide("DATA", server, mail)
        self.peer.note_answered(mail, answer)
        return answer

    async def handle_exception(self, error):
        self.peer.note_error(error)
        return "451 4.3.0 The test's own rule failed"


class Peer:
    """A scripted mail server on a port of its own, as a context.

    `connections`, `received` (mails whose data came whole) and `accepted` count since it was made;
    `mails` are those received, in the order they came, unless keep=False, which only counts.
    Constructed but not started, and after stop(), the port refuses connections and stays reserved.
    """

    def __init__(self, keep=True):
        self.keep, self.mails, self.rules, self.errors = keep, [], [], []
        self.connections = self.received = self.accepted = 0
        self.open = set()
        self.changed = threading.Condition()
        self.handler, self.loop, self.server = Handler(self), asyncio.new_event_loop(), None
        # Bound and never listening: it keeps the port from everyone else while this peer is down.
        self.reserved = reserve_port()
        self.port = self.reserved.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.loop.run_forever, name="peer")
        self.thread.start()
        self.start()
        return self

    def __exit__(self, kind, *error):
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(LIMIT)
        self.loop.close()
        self.reserved.close()
        if kind is None:
            assert not self.errors, self.errors

    def start(self):
        """Listens, also again after stop(), on the same port."""
        listening = bound_socket(self.port)
        self._run(self._listen(listening))

    def stop(self):
        """Refuses connections from now on and ends those that are open, without a word."""
        self._run(self._close())

    def on(self, stage, reply, to=None, times=None):
        """What to do at "MAIL", "RCPT", "354" (DATA was said) or "DATA" (its data came whole)
        instead of accepting.

        `reply` is an answer's line, DROP, a Hold, or a function that is given the Mail so far and
        answers one of these or None (accept). `to` keeps the rule to one recipient, `times` to the
        first so many. The first rule that fits is followed; the rule that is returned counts in
        `used` how often it was.
        """
        assert stage in ("MAIL", "RCPT", "354", "DATA") and not (stage == "MAIL" and to)
        rule = Rule(stage, reply, to, times)
        with self.changed:
            self.rules.append(rule)
        return rule

    def clear(self):
        """Forgets the rules: everything is accepted again."""
        with self.changed:
            self.rules.clear()

    def wait(self, accepted=0, received=0, connections=0, limit=LIMIT):
        """Waits until there are so many, and answers the mails accepted, in the order they came."""
        self.wait_for(lambda: self.accepted >= accepted and self.received >= received
                      and self.connections >= connections,
                      f"{accepted} accepted, {received} received, {connections} connections", limit)
        with self.changed:
            return [mail for mail in self.mails if mail.accepted]

    def wait_for(self, condition, what="what the test waits for", limit=LIMIT):
        """Waits until condition() is true; it is asked again whenever something happened here."""
        with self.changed:
            done = self.changed.wait_for(lambda: self.errors or condition(), limit)
            assert not self.errors, self.errors
            assert done, (f"no {what} in {limit} s; there are {self.accepted} accepted, "
                          f"{self.received} received, {self.connections} connections")

    # What follows runs in the peer's thread.

    async def decide(self, stage, server, mail):
        """The answer's line. Does not return when the rule is to hang up."""
        reply = self._reply(stage, mail) if self.rules else None
        while isinstance(reply, Hold):
            # A thread's event cannot be awaited; looking often keeps other connections going.
            for _ in range(LIMIT * 200):
                if reply.event.is_set():
                    break
                await asyncio.sleep(0.005)
            else:
                raise AssertionError(f"the event that holds {stage} was never set")
            reply = reply.reply
        if reply is DROP:
            server.transport.close()
            await asyncio.Future()  # cancelled as soon as the connection is gone
        return reply or ACCEPTED

    def _reply(self, stage, mail):
        with self.changed:
            rule = next((rule for rule in self.rules if rule.fits(stage, mail)), None)
            if rule is None:
                return None
            rule.used += 1
            self.changed.notify_all()
        return rule.reply(mail) if callable(rule.reply) else rule.reply

    def note_received(self, mail):
        with self.changed:
            self.received += 1
            if self.keep:
                self.mails.append(mail)
            self.changed.notify_all()

    def note_answered(self, mail, answer):
        with self.changed:
            mail.answer = answer
            self.accepted += mail.accepted
            self.changed.notify_all()

    def note_error(self, error):
        with self.changed:
            self.errors.append(error)
            self.changed.notify_all()

    async def _listen(self, listening):
        self.server = await self.loop.create_server(lambda: Connection(self), sock=listening)

    async def _close(self):
        server, self.server = self.server, None
        if server is not None:
            # Stop accepting, let those in that are on their way, and only then close: a server that
            # is closed in the middle of accepting forgets the connection and leaves it open.
            self.loop.remove_reader(server.sockets[0].fileno())
        while self.open or asyncio.all_tasks() - {asyncio.current_task()}:
            for transport in list(self.open):
                transport.abort()
            await asyncio.sleep(0)
        if server is not None:
            server.close()

    def _run(self, work):
        asyncio.run_coroutine_threadsafe(work, self.loop).result(LIMIT)


def bound_socket(port):
    """A socket bound to the port on loopback; several may be, as long as one listens at most."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def reserve_port():
    """A bound socket that never listens: its port is this test's alone until it is closed."""
    return bound_socket(0)
