"""postfix.py: the real Postfix, private to the tests, as a context.

    with Postfix() as postfix:
        ...                         # the program sends to postfix.url
        mail, = postfix.messages("reader@verdict.test", 1)

Everything it has (configuration, queue, log, mailboxes) is in a folder of its own that goes with it.
It listens on loopback alone, asks no name server, relays nothing, and takes mail for one domain:

    nobody…@verdict.test   refused at RCPT: 550 5.1.1
    full…@verdict.test     accepted, then bounced to the envelope's sender: 5.2.2
    gone…@verdict.test     accepted, then bounced to the envelope's sender: 5.1.1
    busy…@verdict.test     accepted, tried once, then bounced to the envelope's sender: 4.2.2
    any other              delivered, with anything after a + kept
"""

import contextlib
import email
import email.policy
import grp
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import tempfile
import time
import typing

from peer import reserve_port
from program import LIMIT

DOMAIN = "verdict.test"
DAEMONS = pathlib.Path("/usr/lib/postfix/sbin")
MAILBOX_LIMIT = 51200000  # bytes
PAUSE = 0.01  # seconds between two looks at something that another process does

# What Postfix wants to find in its queue's folder, and who may go in. The names are its own.
QUEUE = {"pid": ("root", 0o755), "private": ("postfix", 0o700), "public": ("postfix", 0o710),
         **{name: ("postfix", 0o700) for name in ("incoming", "active", "bounce", "defer", "deferred",
                                                  "flush", "hold", "corrupt", "saved", "trace")}}

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop

# Loopback, this domain, and nothing else: no name server, no relaying, no way out.
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
mynetworks =
smtpd_relay_restrictions = reject_unauth_destination
default_transport = error:5.7.1 No mail leaves this machine
relay_transport = error:5.7.1 No mail leaves this machine
local_transport = error:5.1.1 There are no local users
relay_domains =
relayhost =

# Nobody's accounts and aliases; every address of the domain is a virtual one.
myhostname = mail.{domain}
mydomain = {domain}
myorigin = {domain}
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
biff = no
recipient_delimiter = +
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}
virtual_mailbox_maps = regexp:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = {limit}
virtual_mailbox_lock = fcntl

# Tried once: what cannot be delivered bounces now and not in five days.
maximal_queue_lifetime = 0
bounce_queue_lifetime = 0
notify_classes =

# Nothing that slows a test down or counts clients (which would need another service).
in_flow_delay = 0
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
"""

# Only what is needed, and nothing in a chroot: that is the fifth column.
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd -o virtual_mailbox_maps=regexp:{folder}/accepted
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
"""

# A Maildir for the whole domain (the headers of a mail tell whose it is), and two mailboxes of the
# older kind, one file for all mails, that cannot take another: one is full, one is out of reach.
MAILBOXES = """\
/^full/ full
/^busy/ shut/busy
!/^(nobody|gone)/ mail/
"""

# What smtpd is told of the mailboxes: as a server in front does, it accepts for some that are gone.
ACCEPTED = """\
!/^nobody/ mail/
"""


class Received(typing.NamedTuple):
    """A mail as it was delivered: parsed strictly, and its bytes, with line ends as LF."""
    message: email.message.EmailMessage
    raw: bytes


def why_not():
    """Why Postfix cannot run here, or None."""
    if os.getuid() != 0:
        return "Postfix takes root to start"
    if not (DAEMONS / "master").exists():
        return "Postfix is not installed"
    try:
        pwd.getpwnam("postfix")
        grp.getgrnam("postdrop")
    except KeyError as missing:
        return f"Postfix is not set up: {missing}"
    return None


class Postfix:
    def __enter__(self):
        # Not where TMPDIR says: Postfix goes there as other users, who may not be let in.
        self.temporary = tempfile.TemporaryDirectory(prefix="verdict-postfix-", dir="/tmp")
        self.folder = pathlib.Path(self.temporary.name)
        self.mails = {}  # those of the Maildir that were read, by file
        self.reserved = reserve_port()  # Postfix may listen on it, and nobody else takes it
        self.port = self.reserved.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.process = None
        try:
            self._lay_out()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if self.process is not None:
            self._stop()
        self.reserved.close()
        self.temporary.cleanup()

    @property
    def log(self):
        try:
            return (self.folder / "log").read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def messages(self, address, count):
        """Waits until `count` mails for the address are there; answers all that are, as Received, in
        the order they came. For "and no more", or for none at all, call idle() first."""
        return [Received(email.message_from_bytes(raw, policy=email.policy.strict), raw)
                for raw in self._wait_for_mails(address, count, lambda message: True)]

    def bounces(self, address, count=1):
        """The same for the delivery status notifications (RFC 3464) to this return path, as bytes."""
        return self._wait_for_mails(
            address, count, lambda message: message.get_content_type() == "multipart/report")

    def idle(self):
        """Waits until every mail that was accepted is delivered or bounced."""
        # A bounce is queued before the mail that it is about goes, so one look could see neither.
        self._wait(lambda: not self._queued() and not self._queued(), "empty queue")

    def _wait_for_mails(self, address, count, wanted):
        found = []

        def enough():
            found[:] = [raw for message, raw in self._delivered(address) if wanted(message)]
            return len(found) >= count

        self._wait(enough, f"{count} mails for {address}", lambda: f"there are {len(found)}")
        return found

    def _delivered(self, address):
        for path in (self.folder / "mail" / "new").glob("*"):
            if path not in self.mails:
                raw = path.read_bytes()
                self.mails[path] = (path.stat().st_mtime_ns, email.message_from_bytes(raw), raw)
        return [(message, raw) for _, message, raw in sorted(self.mails.values(), key=lambda m: m[0])
                if message["X-Original-To"].lower() == address.lower()]

    def _queued(self):
        return [path for name in ("incoming", "active", "deferred")
                for path in (self.folder / "queue" / name).rglob("*") if path.is_file()]

    def _wait(self, condition, what, state=lambda: ""):
        until = time.monotonic() + LIMIT
        while not condition():
            if self.process.poll() is not None:
                raise AssertionError(f"Postfix ended by itself\n{self.log}")
            if time.monotonic() > until:
                raise AssertionError(f"no {what} in {LIMIT} s; {state()}\n{self.log}")
            time.sleep(PAUSE)

    def _lay_out(self):
        user, mail = pwd.getpwnam("postfix"), pwd.getpwnam("nobody")
        owners = {"root": (0, 0), "postfix": (user.pw_uid, user.pw_gid)}
        self.folder.chmod(0o755)
        (self.folder / "queue").mkdir(mode=0o755)
        for name, (owner, mode) in QUEUE.items():
            self._make(f"queue/{name}", owners[owner], mode)
        self._make("data", owners["postfix"], 0o700)
        self._make("mail", (mail.pw_uid, mail.pw_gid), 0o700)
        self._make("shut", owners["root"], 0o700)
        with open(self.folder / "full", "wb") as full:
            full.truncate(MAILBOX_LIMIT)
            os.fchown(full.fileno(), mail.pw_uid, mail.pw_gid)
        values = {"folder": self.folder, "domain": DOMAIN, "port": self.port,
                  "uid": mail.pw_uid, "gid": mail.pw_gid, "limit": MAILBOX_LIMIT}
        for name, text in (("main.cf", MAIN), ("master.cf", MASTER), ("mailboxes", MAILBOXES),
                           ("accepted", ACCEPTED)):
            (self.folder / name).write_text(text.format(**values))
            # Postfix waits some seconds for a file that was changed just now to settle.
            os.utime(self.folder / name, (0, 0))

    def _make(self, name, owner, mode):
        (self.folder / name).mkdir()
        os.chown(self.folder / name, *owner)
        (self.folder / name).chmod(mode)

    def _start(self):
        # With -d it stays in the foreground; its children are in its session, which is its own.
        self.process = subprocess.Popen(
            [DAEMONS / "master", "-c", self.folder, "-d"], start_new_session=True, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C", "TZ": "UTC"})
        self._wait(self._greets, "greeting")

    def _greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT) as connection:
                return connection.recv(512).startswith(b"220 ")
        except ConnectionError:
            return False

    def _stop(self):
        """Ends master, which ends its children; by force what is left of them after a while."""
        self.process.terminate()
        if not self._gone():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            assert self._gone(), "Postfix does not end"

    def _gone(self):
        until = time.monotonic() + LIMIT
        while self.process.poll() is None or members(self.process.pid):
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE)
        return True


def members(group):
    """The processes of a group that still run. Those that ended and wait for a parent do not count."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it ended while we looked
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found
