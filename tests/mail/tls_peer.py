"""tls_peer.py: a mail server on loopback, on aiosmtpd, with TLS, AUTH and silences as told."""

import asyncio
import socket
import subprocess
import threading

from aiosmtpd.smtp import SMTP, AuthResult

from program import LIMIT

DROP = "drop"  # in place of an answer: the connection ends
SILENCE = "silence"  # in place of an answer: nothing, ever


class Connection(SMTP):
    """One client's conversation; the peer hears of its begin and end."""

    def connection_made(self, transport):
        super().connection_made(transport)
        if self.peer.open.get(self) is None:
            self.peer.connections += 1
        self.peer.open[self] = transport

    async def push(self, status):
        await super().push(status.encode() if isinstance(status, str) else status)

    def connection_lost(self, error):
        super().connection_lost(error)
        self.peer.open.pop(self, None)


class Peer:
    """A server as a context. `answers` maps a verb to a list of answers, one for each time it comes
    (the last one stays); a verb that is not in it is accepted. Keywords go to aiosmtpd.SMTP."""

    def __init__(self, answers=None, ssl=None, users=None, **options):
        self.answers = {verb: list(lines) for verb, lines in (answers or {}).items()}
        self.ssl, self.users, self.options = ssl, users, options
        self.commands, self.mails, self.connections, self.open = [], [], 0, {}
        self.loop = asyncio.new_event_loop()

    def connection(self):
        auth = {"authenticator": self.check, "auth_required": True,
                "auth_require_tls": False} if self.users else {}
        connection = Connection(self, hostname="peer.example.net", loop=self.loop,
                                **auth, **self.options)
        connection.peer = self
        return connection

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.server = self.loop.run_until_complete(
            self.loop.create_server(
                self.connection, sock=self.socket, ssl=self.ssl,
                ssl_shutdown_timeout=0.1 if self.ssl else None))
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error):
        async def end():
            self.server.close()
            for transport in list(self.open.values()):
                if not transport.is_closing():
                    transport.abort()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
        try:
            asyncio.run_coroutine_threadsafe(end(), self.loop).result(LIMIT)
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join(LIMIT)
        self.loop.close()

    def close_connections(self, goodbye=b""):
        """Ends what is open, and waits until the system has sent it."""
        async def close():
            for transport in list(self.open.values()):
                transport.write(goodbye)
                transport.close()
            while self.open:
                await asyncio.sleep(0.01)
        asyncio.run_coroutine_threadsafe(close(), self.loop).result(LIMIT)

    def check(self, server, session, envelope, mechanism, data):
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given in self.users.items(), handled=False)

    async def answer(self, verb, server, what, accepted):
        self.commands.append(verb + (" " + what if what else ""))
        lines = self.answers.get(verb)
        line = (lines.pop(0) if len(lines) > 1 else lines[0]) if lines else None
        if line == SILENCE:
            await asyncio.Event().wait()
        if line == DROP:
            server.transport.abort()
            return "421 dropped"
        return line or accepted

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.commands.append("EHLO " + hostname)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        line = await self.answer("MAIL", server, address, "250 2.1.0 OK")
        if line.startswith("250"):
            envelope.mail_from = address
        return line

    async def handle_RCPT(self, server, session, envelope, address, options):
        line = await self.answer("RCPT", server, address, "250 2.1.5 OK")
        if line.startswith("250"):
            envelope.rcpt_tos.append(address)
        return line

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope.original_content)
        return await self.answer("DATA", server, "", "250 2.0.0 queued")

    async def handle_QUIT(self, server, session, envelope):
        return await self.answer("QUIT", server, "", "221 2.0.0 bye")


def make_certificate(folder, name):
    """A throw-away key and certificate for a name, as two paths."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                    "-keyout", key, "-out", certificate],
                   check=True, capture_output=True, timeout=LIMIT)
    return key, certificate
