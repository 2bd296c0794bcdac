"""figures.py FILE...: what inkan check --prometheus wrote, read by Prometheus' own
client library, and judged by what the manual says of it."""
import re
import sys

from prometheus_client.parser import text_string_to_metric_families

LABELS = {
    "inkan_status": {"domain"},
    "inkan_findings": {"domain", "check", "severity"},
    "inkan_changes": {"domain"},
    "inkan_last_right_timestamp_seconds": {"domain"},
    "inkan_check_timestamp_seconds": {"domain"},
    "inkan_spf_lookups": {"domain"},
    "inkan_spf_pass": {"domain", "ip"},
    "inkan_ptr_confirmed": {"domain", "ip"},
    "inkan_dkim_key": {"domain", "selector"},
}
DOMAINS = {"example.jp", "mx.example.jp"}
NEEDED = {"inkan_status", "inkan_findings", "inkan_check_timestamp_seconds",
          "inkan_spf_lookups", "inkan_last_right_timestamp_seconds"}


def judge(text):
    assert text.endswith("\n")
    # node_exporter refuses a file in which a metric is described twice.
    described = re.findall(r"^# (HELP|TYPE) (\S+)", text, re.M)
    assert len(described) == len(set(described)), described
    seen, domains = set(), set()
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge" and family.documentation, family
        for sample in family.samples:
            assert sample.name == family.name
            assert set(sample.labels) == LABELS[sample.name], sample
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in seen, ("twice", key)
            seen.add(key)
            domains.add(sample.labels["domain"])
            if sample.name == "inkan_status":
                assert sample.value in (0, 1, 2, 3)
            if sample.name == "inkan_findings":
                assert sample.value >= 1
                assert sample.labels["severity"] in (
                    "warning", "error", "unknown")
            if sample.name.endswith("timestamp_seconds"):
                assert 1.7e9 < sample.value < 1e10, sample
    assert domains == DOMAINS, domains
    assert NEEDED <= {name for name, _ in seen}, seen


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        judge(file.read())
