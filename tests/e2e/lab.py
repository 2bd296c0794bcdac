"""Holds what inkan found in the domains of the lab against what was planted.

lab.py PLAN RESULTS: the lab's table, and one JSON object of inkan check a line.
"""
import json
import sys

# Column of the plan: what was planted there, and the findings that say so. A
# finding that stands behind "!" must not be there.
SIGNS = {
    "spf": {
        "missing": ["SPF-01"],
        "dup": ["SPF-04", "!SPF-01"],
        "loop": ["SPF-69"],
        "void": ["SPF-62", "SPF-70"],
        "over": ["SPF-60"],
        "deep": ["SPF-61", "!SPF-60"],
        "flat": ["!SPF-01", "!SPF-04", "!SPF-60", "!SPF-69", "!SPF-70"],
        "provider": ["!SPF-01", "!SPF-04", "!SPF-62", "!SPF-69", "!SPF-70"],
        "parked": ["!SPF-01", "!SPF-04", "!SPF-78"],
    },
    "dmarc": {
        "missing": ["DM-01"],
        "none": ["!DM-01", "!DM-04", "!DM-06", "!DM-16", "!DM-18"],
        "quarantine": ["!DM-01", "!DM-04", "!DM-06", "!DM-16", "!DM-18"],
        "reject": ["!DM-01", "!DM-04", "!DM-06", "!DM-16", "!DM-18"],
        "nop": ["DM-16", "!DM-01"],
        "dup": ["DM-04", "!DM-01"],
        "order": ["DM-06"],
        "badp": ["DM-18", "!DM-01"],
    },
    "mx": {
        "dangling": ["MX-02"],
        "cname": ["MX-03"],
        "provider": ["!MX-01", "!MX-02", "!MX-03", "!MX-07"],
        "own": ["!MX-01", "!MX-02", "!MX-03", "!MX-07"],
        "null": ["!MX-01", "!MX-02", "!MX-07"],
    },
}

# Words of the plan about keys: type and size, and the finding that comes along.
KEYS = {
    "rsa2048": ("rsa", 2048, None),
    "rsa1024": ("rsa", 1024, "DK-16"),
    "rsa4096": ("rsa", 4096, None),
    "ed25519": ("ed25519", 256, None),
    "test": ("rsa", 2048, "DK-21"),
    "notag": ("rsa", 2048, "DK-10"),
}

POLICIES = ("none", "quarantine", "reject")


def signs(plan, ids):
    for column, kinds in SIGNS.items():
        for sign in kinds.get(plan[column], []):
            if (sign.lstrip("!") in ids) == sign.startswith("!"):
                yield "%s %s: %s" % (column, plan[column], sign)


def keys(plan, found, ids):
    kinds = [k.removeprefix("cname-") for k in plan["dkim"].split(",")]
    there = {(k["type"], k["bits"]) for k in found["dkim"]}
    for kind in kinds:
        kind_type, bits, sign = KEYS.get(kind, (None, None, None))
        if "cname-" + kind in plan["dkim"].split(","):
            continue  # the target of an alias need not be there
        if kind_type and (kind_type, bits) not in there:
            yield "no %s of %d bits" % (kind_type, bits)
        if sign and sign not in ids:
            yield "dkim %s: %s" % (kind, sign)
    planted = {KEYS[k][:2] for k in kinds if k in KEYS}
    for kind in there - planted - {("rsa", 0)}:
        if "wildcard" not in kinds:
            yield "%s of %d bits is not planted" % kind


def differences(plan, found):
    ids = {f["id"] for f in found["findings"] if f["severity"] != "unknown"}
    yield from signs(plan, ids)
    yield from keys(plan, found, ids)
    for f in found["findings"]:
        if f["severity"] == "unknown":
            yield "unknown: %s" % f["message"]
    if plan["dmarc"] in POLICIES:
        policy = found["dmarc"]["policy"]
        if policy != plan["dmarc"]:
            yield "policy %s, planted %s" % (policy, plan["dmarc"])
    lookups, planted = found["spf"]["lookups"], int(plan["spf_lookups"])
    if plan["spf"] in ("flat", "provider", "prov+esp", "deep"):
        if lookups != planted:
            yield "%d look-ups, planted %d" % (lookups, planted)
    # The plan counts what is included twice once, RFC 7208 every time.
    if plan["spf"] == "over" and lookups < planted:
        yield "%d look-ups, planted at least %d" % (lookups, planted)


def read_results(file):
    return {d["domain"]: d for d in map(json.loads, open(file))}


def compare(plan_file, results_file):
    rows = [line.rstrip("\n").split("\t") for line in open(plan_file)]
    results = read_results(results_file)
    wrong = 0
    for row in rows[1:]:
        plan = dict(zip(rows[0], row))
        name = plan["domain"]
        if name not in results:
            wrong += 1
            print("%s: no result" % name)
            continue
        for difference in differences(plan, results[name]):
            wrong += 1
            print("%s: %s" % (name, difference))
    print("%d domains, %d disagreements" % (len(rows) - 1, wrong))
    return wrong


if __name__ == "__main__":
    sys.exit(compare(sys.argv[1], sys.argv[2]) > 0)
