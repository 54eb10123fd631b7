"""What one Ansible task costs over ssh: ours, Ansible's own raw, and community.libvirt's virt_net for the same job.

    ansible_tasks.py INVENTORY COLLECTIONS

INVENTORY has the hosts `bare` (no Python) and `full` (Python with libvirt's and lxml's bindings); COLLECTIONS holds both collections.
A task's time is that of a play of 21 of them less that of a play of one, by 20. The plays are run round-robin, so that a noisy machine is
noisy for all of them alike.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = int(os.environ.get("ROUNDS", "5"))
TASKS = 20
RESERVATION = "{mac: '52:54:00:ab:00:01', ip: 192.168.122.200, name: bench}"
HOST = "<host mac='52:54:00:ab:00:01' name='bench' ip='192.168.122.200'/>"
KINDS = {
    "`raw: /bin/true`": ("bare", "raw: /bin/true"),
    "reservation, no Python there": ("bare", f"libvirt_idem.libvirt.reservation: {RESERVATION}"),
    "reservation": ("full", f"libvirt_idem.libvirt.reservation: {RESERVATION}"),
    "community.libvirt.virt_net": ("full", f'community.libvirt.virt_net: {{name: default, command: modify, xml: "{HOST}"}}'),
}


def play(folder, host, task, count):
    """Seconds that a play of this number of tasks takes."""
    name = os.path.join(folder, "play.yml")
    with open(name, "w") as file:
        file.write(f"- hosts: {host}\n  gather_facts: false\n  tasks:\n" + f"    - {task}\n" * count)
    start = time.perf_counter()
    ran = subprocess.run(["ansible-playbook", "-i", sys.argv[1], name], capture_output=True, text=True)
    elapsed = time.perf_counter() - start
    if ran.returncode != 0:
        sys.exit(ran.stdout + ran.stderr)
    return elapsed


def main():
    os.environ.update(ANSIBLE_COLLECTIONS_PATH=sys.argv[2], ANSIBLE_PYTHON_INTERPRETER="/usr/bin/python3")
    times = {label: [] for label in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        for host, task in KINDS.values():
            play(folder, host, task, 1)
        for _ in range(ROUNDS):
            for label, (host, task) in KINDS.items():
                one = play(folder, host, task, 1)
                times[label].append((play(folder, host, task, 1 + TASKS) - one) / TASKS * 1000)
    floor = statistics.median(times[next(iter(KINDS))])
    print("| task over ssh | median ms | least ms | to raw |")
    print("|---|---|---|---|")
    for label, measured in times.items():
        median = statistics.median(measured)
        print(f"| {label} | {median:.0f} | {min(measured):.0f} | {median / floor:.2f} |")


if __name__ == "__main__":
    main()
