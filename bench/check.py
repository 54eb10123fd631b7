"""Fails when the tool has become slower than bench/ratios.txt says.

    check.py TOOL HELLO REFERENCE             compares
    UPDATE=1 check.py TOOL HELLO REFERENCE    writes what it measures

Each figure is a ratio to a program that does the least of the same work: hello, or reference.c. Times are taken in turns, each ratio of one round, and are worse
when three quarters of the rounds are above the committed ratio by more than a fifth: a busy machine is busy for both programs, but not for both caches. Instructions (valgrind, as root)
hardly vary, and are worse by a fiftieth. valgrind knows no openat2, so the root is mounted in place of the machine's, in a private namespace.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import measure

RATIOS = f"{os.path.dirname(os.path.abspath(__file__))}/ratios.txt"
ENTRIES = 65_531
ROUNDS = 11
ROUNDS_OF_CALLS = 200
NOISE = {"time": 1.2, "instructions": 1.02}
IN_ROOT = 'root=$1; shift; for part in var/lib run etc; do mount --bind "$root/$part" "/$part"; done; exec "$@"'


def main(tool, hello, reference):
    measured = {**times(tool, hello, reference), **instructions(tool, hello, reference)}
    if os.environ.get("UPDATE"):
        with open(RATIOS, "w", encoding="utf-8") as file:
            file.writelines(f"{name}\t{statistics.median(ratios):.2f}\n" for name, ratios in measured.items())
        return
    committed, worse = read(), 0
    for name, ratios in measured.items():
        limit = committed[name] * NOISE[name.split()[0]]
        better = statistics.quantiles(ratios, n=4)[0] if len(ratios) > 1 else ratios[0]
        worse += better > limit
        print(f"{'worse' if better > limit else 'ok':5} {name}: {statistics.median(ratios):.2f}, committed {committed[name]:.2f}")
    sys.exit(1 if worse else 0)


def read():
    with open(RATIOS, encoding="utf-8") as file:
        return {name: float(ratio) for name, ratio in (line.rstrip("\n").split("\t") for line in file)}


def times(tool, hello, reference):
    imports, _, _ = measure.imports(tool, reference, ENTRIES, 4, ROUNDS)
    with tempfile.TemporaryDirectory(prefix="libvirt-idem-bench-") as root:
        call = measure.call(tool, "bench", f"root={small(root)}")
        measure.run(call)
        calls = [measure.run(call) / measure.run([hello]) for _ in range(ROUNDS_OF_CALLS)]
    return {
        f"time of an import of {ENTRIES:,} to C": [ours / floor for ours, floor in zip(imports["import"], imports["C import"])],
        "time of its no-op to C": [ours / floor for ours, floor in zip(imports["no-op"], imports["C no-op"])],
        f"time of a no-op on {measure.RESERVATIONS:,} to hello": calls,
    }


def instructions(tool, hello, reference):
    if os.getuid() != 0 or not shutil.which("valgrind"):
        print("instructions are counted as root, by valgrind", file=sys.stderr)
        return {}
    with tempfile.TemporaryDirectory(prefix="libvirt-idem-bench-") as folder:
        guests, root, other = measure.guest_file(folder, ENTRIES, 4), measure.scratch(f"{folder}/root"), measure.scratch(f"{folder}/c")
        os.makedirs(f"{root}/run/libvirt")
        ours, floors = ([tool, "import", guests, "network=bench"], root), ([reference, guests, other, "bench"], None)
        first, floor = count(*ours), count(*floors)
        again, floor_again = count(*ours), count(*floors)
        os.makedirs(f"{small(f'{folder}/small')}/run/libvirt")
        measure.run(measure.call(tool, "bench", f"root={folder}/small"))
        call = count(measure.call(tool, "bench"), f"{folder}/small")
        return {
            f"instructions of an import of {ENTRIES:,} to C": [first / floor],
            "instructions of its no-op to C": [again / floor_again],
            f"instructions of a no-op on {measure.RESERVATIONS:,} to hello": [call / count([hello], None)],
        }


def small(root):
    measure.scratch(root)
    with open(f"{root}/etc/libvirt/qemu/networks/bench.xml", "w", encoding="utf-8") as file:
        file.write(measure.network("bench", measure.RESERVATIONS))
    return root


def count(command, root):
    """Instructions of one process; with a root it is /."""
    with tempfile.TemporaryDirectory() as folder:
        # valgrind gives up on the debug information that lies next to the program.
        program = shutil.copy(command[0], f"{folder}/program")
        traced = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, *command[1:]]
        within = ["unshare", "--mount", "bash", "-euc", IN_ROOT, "-", root] if root else []
        result = subprocess.run([*within, *traced], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        return int(re.search(r"Collected : (\d+)", result.stderr)[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
