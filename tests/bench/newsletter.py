"""newsletter.py: what composing an issue takes, in time and memory, and how fast its mails leave.

Composing is a command without a server. Sending goes to a mail server on loopback that accepts
everything, in turn with Python's smtplib, which sends as many mails and writes nothing down.
"""

import datetime
import os
import pathlib
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "mail")]
from letters import add_many_subscribers  # noqa: E402
from peer import Peer  # noqa: E402
from program import CATALOG  # noqa: E402

ROUNDS, SIZES, MAILS = 5, (1000, 100000), 1000


def fill(binary, data, subscribers):
    shutil.rmtree(data, ignore_errors=True)
    subprocess.run([binary, "import", "--data", data, CATALOG], check=True,
                   stdout=subprocess.DEVNULL)
    add_many_subscribers(pathlib.Path(data), subscribers)


# A process begins with the peak memory of the one that starts it, so a small one does.
MEASURE = """import os, sys, time
begun = time.monotonic()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(process, 0)
print(status, time.monotonic() - begun, usage.ru_maxrss / 1024)"""


def measured(*command):
    """Seconds and peak memory in MB of one run."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", MEASURE, *command], check=True,
                          capture_output=True, text=True)
    status, seconds, memory = done.stdout.split()
    assert status == "0", done.stderr
    return float(seconds), float(memory)


def compose(binary, data, subscribers):
    fill(binary, data, subscribers)
    return measured(binary, "newsletter", "compose", "--data", data)


def send(binary, data):
    with Peer(keep=False) as peer:
        seconds, _ = measured(binary, "newsletter", "send", "--data", data, "--mail-server", peer.url,
                              "--mail-from", "verdict@example.org", "--mail-rate", "0")
        assert peer.accepted == MAILS
    return MAILS / seconds


def send_with_smtplib(content):
    with Peer(keep=False) as peer:
        begun = time.monotonic()
        with smtplib.SMTP("127.0.0.1", peer.port, "example.org") as session:
            for number in range(MAILS):
                session.sendmail("verdict@example.org", f"r{number}@example.org", content)
        seconds = time.monotonic() - begun
        assert peer.accepted == MAILS
    return MAILS / seconds


def measure_sending(binary, data):
    content = subprocess.run([binary, "newsletter", "preview", "--data", data], check=True,
                             capture_output=True).stdout
    rates = []
    for _ in range(ROUNDS):
        compose(binary, data, MAILS)
        rates.append((send(binary, data), send_with_smtplib(content)))
    return rates


def main(binary):
    folder = tempfile.mkdtemp(prefix="verdict-newsletter-")
    data = f"{folder}/data"
    try:
        runs = {size: [] for size in SIZES}
        for _ in range(ROUNDS):
            for size, seen in runs.items():
                seen.append(compose(binary, data, size))
        fill(binary, data, 1)
        rates = measure_sending(binary, data)
    finally:
        shutil.rmtree(folder)
    print(f"\n{datetime.date.today()}, {ROUNDS} rounds in turn, median\n\n"
          "| subscribers | an issue composed in, s | peak memory, MB |\n|---|---|---|")
    for size, seen in runs.items():
        print(f"| {size:,} | {statistics.median(r[0] for r in seen):.2f} "
              f"| {statistics.median(r[1] for r in seen):.1f} |")
    ratios = sorted(ours / theirs for ours, theirs in rates)
    print(f"\nMails per second to a mail server on the same machine, median: "
          f"{statistics.median(r[0] for r in rates):,.0f}, each on disk before and after; smtplib "
          f"{statistics.median(r[1] for r in rates):,.0f}, which keeps nothing. Ratio, "
          f"min–median–max: {ratios[0]:.2f}–{statistics.median(ratios):.2f}–{ratios[-1]:.2f}")


main(os.path.abspath(sys.argv[1]))
