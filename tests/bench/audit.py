"""Measures inkan check on the domains of a list, beside others who only ask.

audit.py WORK SERVER INKAN: WORK has what the lab wrote, in list/.
"""
import json
import os
import shutil
import subprocess
import sys
import time

TURNS = 3  # of which the fastest counts: the others were disturbed
ROW = "%-44s %12s %12s %8s"


def run(command, output):
    """Seconds of processor time, seconds, peak kB."""
    begin = time.monotonic()
    with open(output, "wb") as out:
        child = subprocess.Popen(command, stdout=out,
                                 stderr=subprocess.DEVNULL)
        _, _, used = os.wait4(child.pid, 0)
    return (used.ru_utime + used.ru_stime, time.monotonic() - begin,
            used.ru_maxrss)


def fastest(commands, work):
    """In turn, so that what disturbs one disturbs all of them."""
    best = {}
    for _ in range(TURNS):
        for name, command in commands.items():
            best[name] = min(best.get(name, (1e9,)),
                             run(command, os.path.join(work, name)))
    return best


def part_of(source, target, count):
    with open(source) as lines, open(target, "w") as out:
        out.writelines(line for _, line in zip(range(count), lines))


def main(work, server, inkan):
    n = sum(1 for _ in open(work + "/list/domains.txt"))
    asked_file = work + "/list/queries.txt"
    questions = sum(1 for _ in open(asked_file))
    part_of(work + "/list/domains.txt", work + "/quarter", n // 4)
    check = [inkan, "check", "--json", "--resolver", server, "--state",
             work + "/none", "--from"]
    commands = {
        "all": check + [work + "/list/domains.txt"],
        "part": check + [work + "/quarter"],
        "dig": ["dig", "@" + server, "-f", asked_file],
    }
    if shutil.which("dnsperf"):
        commands["dnsperf"] = ["dnsperf", "-s", server, "-d",
                               asked_file, "-n", "1"]
    best = fastest(commands, work)
    results = [json.loads(line) for line in open(work + "/all")]
    asked = sum(r["statistics"]["queries"] for r in results)
    cpu, wall, peak = best["all"]

    def row(*cells):
        print(ROW % cells)

    row("audit of %d domains" % n, "measured", "target", "ratio")
    row("processor time, ms a domain", "%.2f" % (1000 * cpu / n), "0.33",
        "%.2f" % (1000 * cpu / n / 0.33))
    row("domains a second", "%.0f" % (n / wall), "3000",
        "%.2f" % (n / wall / 3000))
    row("questions a domain; of the lab's model", "%.1f" % (asked / n),
        "%.1f" % (questions / n), "%.2f" % (asked / questions))
    for name in ("dig", "dnsperf"):
        if name in best:
            other = best[name][0] / questions
            row("processor time, us a question; of %s" % name,
                "%.1f" % (1e6 * cpu / asked), "%.1f" % (1e6 * other),
                "%.2f" % (cpu / asked / other))
    row("peak memory, kB; of a quarter of the list", peak, best["part"][2],
        "%.2f" % (peak / best["part"][2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
