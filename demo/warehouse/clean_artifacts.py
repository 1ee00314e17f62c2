"""Copies dbt's artifacts without what belongs to the machine and the person: clean_artifacts.py <target> <destination>

Every top-level key stays, so that readers of the published schemas (manifest v12 and its peers) still accept the files.
"""

import json
import re
import sys
from pathlib import Path

# Arguments that say what a command did; the others are paths, flags and the command line as typed.
KEPT_ARGUMENTS = {"which", "select", "exclude", "resource_types", "vars"}
DBT_PACKAGES = {"dbt", "dbt_duckdb"}


def clean_metadata(metadata):
    for key in ("user_id", "send_anonymous_usage_stats"):
        if key in metadata:
            metadata[key] = None
    metadata["env"] = {}


def clean_node(node):
    for key in ("root_path", "build_path", "compiled_path"):
        if node.get(key):
            node[key] = None
    node.pop("unrendered_config", None)
    depends_on = node.get("depends_on")
    if depends_on and depends_on.get("macros"):
        depends_on["macros"] = [name for name in depends_on["macros"] if name.split(".")[1] not in DBT_PACKAGES]


def clean_manifest(manifest):
    for group in ("nodes", "sources", "exposures", "unit_tests", "macros"):
        for node in manifest[group].values():
            clean_node(node)
    for versions in manifest["disabled"].values():
        for node in versions:
            clean_node(node)
    for group in ("macros", "docs"):
        manifest[group] = {key: entry for key, entry in manifest[group].items() if entry["package_name"] not in DBT_PACKAGES}


def clean_run_results(run_results):
    run_results["args"] = {key: value for key, value in run_results["args"].items() if key in KEPT_ARGUMENTS}
    for result in run_results["results"]:
        # The manifest has the code already.
        result["compiled_code"] = None


CLEANERS = {"manifest": clean_manifest, "run_results": clean_run_results}


def main(target, destination):
    project_directory = str(Path(__file__).resolve().parent)
    destination.mkdir(parents=True, exist_ok=True)
    for path in sorted(target.glob("*.json")):
        kind = path.name.split(".")[0]
        if kind not in {"manifest", "catalog", "sources", "run_results"}:
            continue
        artifact = json.loads(path.read_text(encoding="utf-8"))
        clean_metadata(artifact["metadata"])
        CLEANERS.get(kind, lambda _: None)(artifact)
        text = json.dumps(artifact, separators=(",", ":"), ensure_ascii=False)
        # Error messages quote files by their full path.
        text = re.sub(re.escape(project_directory) + r"(/\.build)?/", "", text)
        (destination / path.name).write_text(text + "\n", encoding="utf-8")
        print(f"{destination.name}/{path.name}: {len(text) // 1024} kB")


main(Path(sys.argv[1]), Path(sys.argv[2]))
