"""program.py: how tests run the built program. VERDICT_BINARY names it."""

import os
import pathlib
import select
import signal
import subprocess

BINARY = os.path.abspath(os.environ.get("VERDICT_BINARY", "build-test/verdict"))
ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOG = ROOT / "catalog"
# Signals that a shell's "&" or nohup has ignored for the tests are not ignored by what they start:
# a handler is the default again after exec.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)
LIMIT = 60  # seconds: the bound on everything that a test waits for


def clean_environment(**more):
    """The environment without settings of the one who runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("VERDICT_")}
    return {**kept, **more}


def run(*words, data=None, env=None, **options):
    """Runs `verdict WORDS` to its end; text in, text out."""
    command = [BINARY, *map(str, words)]
    if data is not None:
        command += ["--data", str(data)]
    return subprocess.run(command, env=clean_environment(**(env or {})), text=True,
                          capture_output=True, timeout=LIMIT, **options)


class Server:
    """`verdict serve` on a free port, as a context. What it logs is in `log` after the end."""

    def __init__(self, data, *words, env=None, **options):
        self.command = [BINARY, "serve", "--listen", "127.0.0.1:0", "--data", str(data),
                        *map(str, words)]
        # The log is read at the end; 1 MB is room enough to lose none of it.
        self.options = {"env": clean_environment(**(env or {})), "pipesize": 1 << 20, **options}
        self.log = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, text=True, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, **self.options)
        ready, _, _ = select.select([self.process.stdout], [], [], LIMIT)
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith("Listening on http://"):
            self.process.kill()
            raise AssertionError("no address: " + line + self.process.communicate()[1])
        self.url = line.split()[-1]
        self.host, port = self.url.removeprefix("http://").rsplit(":", 1)
        self.port = int(port)
        return self

    def stop(self, how=signal.SIGTERM):
        """Ends it and answers its exit status."""
        if self.log is None:
            self.process.send_signal(how)
            try:
                self.log = self.process.communicate(timeout=LIMIT)[1]
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.log = self.process.communicate()[1]
        return self.process.returncode

    def __exit__(self, *error):
        self.stop()
