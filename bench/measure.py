"""Times whole processes, round-robin within one run, so that a noisy machine is noisy for all of them alike.

    measure.py offline TOOL HELLO     a no-op on files, against a native AOT program that prints one line
    measure.py live TOOL              a no-op with the daemon running, against virsh net-dumpxml; and an import, against a loop of virsh net-update
                                      (inside the private world)
    measure.py bulk TOOL REFERENCE    imports of CSV files on files, against reference.c, which writes the same bytes; and against Python with lxml

Prints markdown tables: median and least milliseconds, ratio of the medians to the first row, and how far above it they are. A ratio of imports is the median of
the rounds' own ratios: of two processes that ran one after the other.
"""

import filecmp
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 200
RESERVATIONS = 2000
SAMPLE = 20


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


def network(name, count, second=50):
    hosts = "\n".join("      " + reservation(2 + number) for number in range(count))
    return f"""<network>
  <name>{name}</name>
  <forward mode='nat'/>
  <bridge name='{name}' stp='on' delay='0'/>
  <ip address='10.{second}.0.1' netmask='255.255.0.0'>
    <dhcp>
      <range start='10.{second}.128.0' end='10.{second}.255.254'/>
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
    subprocess.run(["virsh", "-q", "net-destroy", "bench"], check=True)
    live_imports(tool)


def live_imports(tool):
    """New reservations by import, each time into a network started again next to an idle one, against one virsh net-update for each."""
    restart("idle", 60)
    ways = {f"virsh net-update, one call each, {SAMPLE} measured and scaled": [], f"import apply=api, {SAMPLE} measured and scaled": [],
            "import apply=reload": [], "import apply=quiet": []}
    loop, api, reload, quiet = ways
    with open("/run/guests.csv", "w", encoding="utf-8") as file, open("/run/sample.csv", "w", encoding="utf-8") as sample:
        rows = ["mac,name,ip\n", *(guest(number, 4) for number in range(RESERVATIONS))]
        file.writelines(rows)
        sample.writelines(rows[:1 + SAMPLE])
    for _ in range(3):
        restart("import", 50)
        ways[loop].append(sum(run([shutil.which("virsh"), "net-update", "import", "add", "ip-dhcp-host", reservation(2 + number), "--live", "--config"])
                              for number in range(SAMPLE)) * RESERVATIONS / SAMPLE)
        restart("import", 50)
        ways[api].append(run([tool, "import", "/run/sample.csv", "network=import", "apply=api"]) * RESERVATIONS / SAMPLE)
        for way in (reload, quiet):
            restart("import", 50)
            ways[way].append(run([tool, "import", "/run/guests.csv", "network=import", way.split()[1]]))
    floor = statistics.median(ways[loop])
    print(f"\n| {RESERVATIONS:,} new reservations, two active networks | s | faster than the loop |")
    print("|---|---|---|")
    for way, times in ways.items():
        print(f"| {way} | {statistics.median(times) / 1000:.2f} | {floor / statistics.median(times):,.0f} x |")


def restart(name, second):
    there = subprocess.run(["virsh", "net-list", "--name"], check=True, capture_output=True, text=True).stdout.split()
    with open(f"/run/{name}.xml", "w", encoding="utf-8") as file:
        file.write(network(name, 0, second))
    for command in ([["net-destroy", name], ["net-undefine", name]] if name in there else []) + [["net-define", file.name], ["net-start", name]]:
        subprocess.run(["virsh", "-q", *command], check=True)
    time.sleep(2)  # A reload waits where libvirt is still at an earlier change.


def bulk(tool, reference):
    print("| entries | files MB | import ms | C ms | ratio | no-op ms | C ms | ratio | us / entry | peak MB | no-op peak MB | goal MB |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for count, family, rounds in ((10, 4, 20), (1000, 4, 20), (10_000, 4, 11), (65_531, 4, 11), (65_531, 6, 11), (1_000_000, 6, 3)):
        bulk_row(tool, reference, count, family, rounds)
    faults(tool)
    with_lxml(tool)


def bulk_row(tool, reference, count, family, rounds):
    times, peak, size = imports(tool, reference, count, family, rounds)
    median = {key: statistics.median(values) for key, values in times.items()}
    goal = 3.5 * size if count == 1_000_000 else 25 + 3 * size
    print(f"| {count:,} IPv{family} | {size:.2f} | {median['import']:.1f} | {median['C import']:.1f} | {ratio(times, 'import'):.2f} | {median['no-op']:.1f} | {median['C no-op']:.1f} "
          f"| {ratio(times, 'no-op'):.2f} | {median['import'] * 1000 / count:.2f} | {peak['import']:.1f} | {peak['no-op']:.1f} | {goal:.1f} |", flush=True)


def ratio(times, what):
    return statistics.median(ours / floor for ours, floor in zip(times[what], times[f"C {what}"]))


def imports(tool, reference, count, family, rounds):
    """Milliseconds of each round, the peaks in MB, and the size of the files in MB. Both write the same bytes, or it fails."""
    times = {key: [] for key in ("C import", "import", "C no-op", "no-op")}
    peaks = dict.fromkeys(times, 0)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="libvirt-idem-bench-") as folder:
            guests = guest_file(folder, count, family)
            calls = {"C import": [reference, guests, scratch(f"{folder}/c"), "bench"], "import": [tool, "import", guests, f"root={scratch(f'{folder}/root')}", "network=bench"]}
            for key in times:
                elapsed, peak = run_and_weigh(calls[key.replace("no-op", "import")])
                times[key].append(elapsed)
                peaks[key] = max(peaks[key], peak / 1e6)
            size = sum(os.path.getsize(f"{folder}/root/{path}") for path in WRITTEN) / 1e6
            for path in WRITTEN:
                if not filecmp.cmp(f"{folder}/c/{path}", f"{folder}/root/{path}", shallow=False):
                    sys.exit(f"{count} IPv{family}: {path} differs from what reference.c writes")
    return times, peaks, size


def with_lxml(tool, count=65_531, rounds=3):
    times = {key: [] for key in ("import", "lxml", "no-op", "lxml no-op")}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="libvirt-idem-bench-") as folder:
            guests = guest_file(folder, count, 4)
            script = f"{os.path.dirname(os.path.abspath(__file__))}/with_lxml.py"
            calls = {"import": [tool, "import", guests, f"root={scratch(f'{folder}/root')}", "network=bench"], "lxml": ["/usr/bin/python3", script, guests, scratch(f"{folder}/lxml"), "bench"]}
            for key in times:
                times[key].append(run_and_weigh(calls[key.replace(" no-op", "").replace("no-op", "import")])[0])
    ours, lxml, no_op, lxml_no_op = (statistics.median(values) for values in times.values())
    print(f"\n{count:,} IPv4 by Python with lxml: {lxml:.0f} ms, {lxml / ours:.1f} times the import; to find nothing to do {lxml_no_op:.0f} ms, {lxml_no_op / no_op:.1f} times the no-op")


def guest_file(folder, count, family):
    path = f"{folder}/guests.csv"
    with open(path, "w", encoding="utf-8") as file:
        file.write("mac,name,ip\n" if family == 4 else "id,name,ip\n")
        file.writelines(guest(number, family) for number in range(count))
    return path


def faults(tool):
    """10,000 rows of which every 250th is wrong: how long it takes to tell all of them."""
    with tempfile.TemporaryDirectory(prefix="libvirt-idem-bench-") as folder:
        with open(f"{folder}/guests.csv", "w", encoding="utf-8") as file:
            file.write("mac,name,ip\n")
            file.writelines(guest(number, 4) if number % 250 else f"52:54:00,guest{number},10.99.0.1\n" for number in range(1, 10_001))
        command = [tool, "import", f"{folder}/guests.csv", f"root={scratch(folder + '/root')}", "network=bench"]
        print(f"\n10,000 rows with 40 faults, all told: {statistics.median(run_and_weigh(command, status=1)[0] for _ in range(9)):.1f} ms")


WRITTEN = ("etc/libvirt/qemu/networks/bench.xml", "var/lib/libvirt/dnsmasq/bench.hostsfile", "etc/hosts")


def guest(number, family):
    if family == 4:
        return f"52:54:00:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x},guest{number},10.{50 + (number + 2 >> 16)}.{number + 2 >> 8 & 255}.{number + 2 & 255}\n"
    address = f"{number + 16 >> 16:x}:{number + 16 & 65535:x}" if number + 16 >> 16 else f"{number + 16:x}"
    return f"00:03:00:01:52:54:00:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x},guest{number},2001:db8:50::{address}\n"


def scratch(root):
    os.makedirs(f"{root}/etc/libvirt/qemu/networks")
    os.makedirs(f"{root}/var/lib/libvirt/dnsmasq")
    with open(f"{root}/etc/libvirt/qemu/networks/bench.xml", "w", encoding="utf-8") as file:
        file.write("""<network>
  <name>bench</name>
  <forward mode='nat'/>
  <bridge name='bench' stp='on' delay='0'/>
  <ip address='10.50.0.1' netmask='255.254.0.0'>
    <dhcp>
      <range start='10.51.128.0' end='10.51.255.254'/>
    </dhcp>
  </ip>
  <ip family='ipv6' address='2001:db8:50::1' prefix='64'>
    <dhcp>
      <range start='2001:db8:50::ffff:0' end='2001:db8:50::ffff:ffff'/>
    </dhcp>
  </ip>
</network>
""")
    with open(f"{root}/etc/hosts", "w", encoding="utf-8") as file:
        file.write("127.0.0.1 localhost\n")
    return root


def run_and_weigh(command, status=0):
    """Milliseconds from spawn to exit, and the peak of the resident set in bytes."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, ended, usage = os.wait4(pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    if os.waitstatus_to_exitcode(ended) != status:
        sys.exit(f"{' '.join(command)} failed")
    return elapsed, usage.ru_maxrss * 1024


if __name__ == "__main__":
    {"offline": offline, "live": live, "bulk": bulk}[sys.argv[1]](*sys.argv[2:])
