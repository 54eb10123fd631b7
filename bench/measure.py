"""Times whole processes, round-robin within one run, so that a noisy machine is noisy for all of them alike.

    measure.py offline TOOL HELLO     a no-op on files, against a native AOT program that prints one line
    measure.py live TOOL              a no-op with the daemon running, against virsh net-dumpxml (inside the private world)

Prints a markdown table: median and least milliseconds, ratio of the medians to the first row, and how far above it they are.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 200
RESERVATIONS = 2000


def run(command):
    """One process from spawn to exit, in milliseconds."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return elapsed


def table(rows):
    """rows: (label, command). The first is what the others are measured against."""
    times = {label: [] for label, _ in rows}
    for label, command in rows:
        run(command)
    for _ in range(ROUNDS):
        for label, command in rows:
            times[label].append(run(command))
    floor = statistics.median(times[rows[0][0]])
    print("| what | median ms | least ms | ratio | above |")
    print("|---|---|---|---|---|")
    for label, _ in rows:
        median = statistics.median(times[label])
        print(f"| {label} | {median:.2f} | {min(times[label]):.2f} | {median / floor:.2f} | {median - floor:+.2f} ms |")


def reservation(number):
    return f"<host mac='52:54:00:00:{number >> 8:02x}:{number & 255:02x}' name='guest{number}' ip='10.{50 + (number >> 16)}.{number >> 8 & 255}.{number & 255}'/>"


def network(name, count):
    hosts = "\n".join("      " + reservation(2 + number) for number in range(count))
    return f"""<network>
  <name>{name}</name>
  <forward mode='nat'/>
  <bridge name='{name}' stp='on' delay='0'/>
  <ip address='10.50.0.1' netmask='255.255.0.0'>
    <dhcp>
      <range start='10.50.128.0' end='10.50.255.254'/>
{hosts}
    </dhcp>
  </ip>
</network>
"""


def call(tool, name, *more):
    return [tool, "reservation", f"network={name}", "mac=52:54:00:00:00:02", "ip=10.50.0.2", "name=guest2", *more]


def offline(tool, hello):
    root = tempfile.mkdtemp()
    os.makedirs(f"{root}/etc/libvirt/qemu/networks")
    with open(f"{root}/etc/libvirt/qemu/networks/bench.xml", "w", encoding="utf-8") as file:
        file.write(network("bench", RESERVATIONS))
    with open(f"{root}/etc/hosts", "w", encoding="utf-8") as file:
        file.write("127.0.0.1 localhost\n")
    no_op = call(tool, "bench", f"root={root}")
    run(no_op)
    table([("native AOT hello", [hello]), (f"no-op on {RESERVATIONS} reservations, files", no_op), ("libvirt-idem --version", [tool, "--version"])])
    shutil.rmtree(root)
    size = os.path.getsize(tool) / 1e6
    print(f"\nbinary: {size:.2f} MB")


def live(tool):
    with open("/tmp/bench.xml", "w", encoding="utf-8") as file:
        file.write(network("bench", RESERVATIONS))
    for command in (["net-define", "/tmp/bench.xml"], ["net-start", "bench"]):
        subprocess.run(["virsh", "-q", *command], check=True)
    run(call(tool, "bench"))
    table([(f"virsh net-dumpxml, {RESERVATIONS} reservations", [shutil.which("virsh"), "net-dumpxml", "bench"]),
           ("no-op with the daemon running", call(tool, "bench"))])


if __name__ == "__main__":
    {"offline": offline, "live": live}[sys.argv[1]](*sys.argv[2:])
