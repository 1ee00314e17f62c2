"""Checks that artifacts and table list still show everything they promise: check_artifacts.py <artifacts> <tables.json>

Ends with 1 and one line per missing thing. With dbt installed, dbt's own readers have to accept the files too.
"""

import json
import re
import sys
from pathlib import Path

COMMANDS_THAT_RUN_NOTHING = {"generate", "compile", "parse", "list"}
MAX_MANIFEST_BYTES = 400_000
MACHINE_PATH = re.compile(r"/(?:home|Users|root|tmp|work|var|private|mnt)/|[A-Z]:\\\\")

problems = []


def check(promise, holds):
    print(f"{'ok     ' if holds else 'MISSING'} {promise}")
    if not holds:
        problems.append(promise)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


class Environment:
    """The artifacts of one environment, with the results of its executions by node, oldest first."""

    def __init__(self, folder):
        self.manifest = read(folder / "manifest.json")
        self.catalog = read(folder / "catalog.json")
        self.freshness = {result["unique_id"]: result for result in read(folder / "sources.json")["results"]}
        self.nodes = self.manifest["nodes"]
        self.sources = self.manifest["sources"]
        self.executed, self.compiled_only = {}, {}
        runs = sorted((read(path) for path in folder.glob("run_results*.json")), key=lambda run: run["metadata"]["generated_at"])
        self.commands = [run["args"]["which"] for run in runs]
        self.completed_at = {}
        for run in runs:
            seen = self.compiled_only if run["args"]["which"] in COMMANDS_THAT_RUN_NOTHING else self.executed
            for result in run["results"]:
                seen.setdefault(result["unique_id"], []).append(result["status"])
                if seen is self.executed and result["timing"]:
                    self.completed_at[result["unique_id"]] = result["timing"][-1]["completed_at"]

    def history(self, name):
        """Statuses of the node or test whose unique id contains the name."""
        found = [statuses for unique_id, statuses in self.executed.items() if name in unique_id]
        return found[0] if len(found) == 1 else []

    def never_run(self, name):
        return any(name in unique_id for unique_id in self.compiled_only) and not any(name in u for u in self.executed)

    def tests(self):
        return {key: node for key, node in self.nodes.items() if node["resource_type"] == "test"}

    def test_outcomes(self):
        keys = list(self.tests())
        return {(self.executed.get(key) or ["never run"])[-1] for key in keys}


def check_shop(shop):
    nodes, sources = shop.nodes, shop.sources
    config = lambda key: nodes[key]["config"]
    check("commands: build, test and docs generate", {"build", "test", "generate"} <= set(shop.commands))
    check("every outcome of a data test", {"pass", "warn", "fail", "error", "skipped", "never run"} == shop.test_outcomes())
    check("a generic test that warns by its thresholds", shop.history("not_null_stg_customers_email") == ["warn", "warn"])
    check("a test of severity warn", shop.history("not_null_customers_email") == ["warn", "warn"])
    check("a singular test that reads two tables and warns", shop.history("orders_match_payments") == ["warn", "warn"])
    check("a singular test that fails", shop.history("dashboard_agrees_with_daily_sales") == ["fail", "fail"])
    check("a generic test that fails", shop.history("not_null_sales_dashboard_paid_amount") == ["fail", "fail"])
    check("a test whose SQL breaks", shop.history("is_positive_revenue_by_store__StoreCode_") == ["error", "error"])
    check("a test that was only ever skipped", shop.history("relationships_late_deliveries") == ["skipped"])
    check("a test that passed, then was skipped", shop.history("unique_deliveries_delivery_id") == ["pass", "pass", "skipped"])
    check("a test that was compiled, never run", shop.never_run("unique_dim_products_product_name"))
    check("a relationships test that passes", shop.history("relationships_orders_customer_id")[-1:] == ["pass"])
    columns = [node["test_metadata"]["kwargs"].get("combination_of_columns") for node in shop.tests().values() if node.get("test_metadata")]
    check("a test of several columns", ["order_id", "line_number"] in columns)
    check("a unit test that passes", shop.history("champions_spend_two_thousand")[-1:] == ["pass"])
    check("a unit test that fails", shop.history("equal_customers_share_a_rank")[-1:] == ["fail"])
    check("a test of a source, a seed and a snapshot", all(shop.history(n)[-1:] == ["pass"] for n in (
        "source_unique_shop_app_customers", "unique_products_product_id", "not_null_customers_history")))

    check("a model that failed after it had succeeded", shop.history("model.shop.deliveries") == ["success", "error"])
    check("a model skipped behind it", shop.history("model.shop.late_deliveries") == ["success", "skipped"])
    check("a model that was compiled, never built", shop.never_run("model.shop.abandoned_carts"))
    check("that model is not in the catalog", "model.shop.abandoned_carts" not in shop.catalog["nodes"])
    outdated = next(key for key in shop.tests() if "unique_combination_of_columns_order_items" in key)
    check("a test older than the data it judges", shop.completed_at[outdated] < shop.completed_at["model.shop.order_items"])
    check("an incremental model run twice", shop.history("model.shop.order_items") == ["success", "success"])
    check("a snapshot run twice", shop.history("snapshot.shop.customers_history") == ["success", "success"])
    check("a disabled model", "model.shop.legacy_margin" in shop.manifest["disabled"])
    materializations = {node["config"]["materialized"] for node in nodes.values() if node["resource_type"] == "model"}
    check("view, table, incremental, ephemeral", materializations == {"view", "table", "incremental", "ephemeral"})
    check("an alias unlike the name", nodes["model.shop.dim_products"]["alias"] == "bike_catalog")
    check("two versions of a model", {"model.shop.customer_segments.v1", "model.shop.customer_segments.v2"} <= set(nodes))
    check("an enforced contract", config("model.shop.daily_sales")["contract"]["enforced"] is True)
    check("a name with capital letters", nodes["model.shop.revenue_by_store"]["relation_name"].endswith('"RevenueByStore"'))
    check("tags and meta on a model", config("model.shop.customers")["tags"] and config("model.shop.customers")["meta"])
    check("Markdown from a doc block, table and column", "| status | meaning |" in nodes["model.shop.orders"]["description"]
          and "**stays**" in nodes["model.shop.orders"]["columns"]["status"]["description"])
    check("a column listed without a text", nodes["model.shop.orders"]["columns"]["store_code"]["description"] == "")
    check("a column that only the catalog lists", "line_count" in shop.catalog["nodes"]["model.shop.orders"]["columns"]
          and "line_count" not in nodes["model.shop.orders"]["columns"])
    check("a model without a description", nodes["model.shop.stg_deliveries"]["description"] == "")

    status = lambda name: shop.freshness.get(f"source.shop.{name}", {}).get("status")
    check("freshness: pass", status("shop_app.customers") == "pass")
    check("freshness: warn", status("shop_app.orders") == "warn")
    check("freshness: error", status("shop_app.payments") == "error")
    check("freshness: an empty table, dated in year 1", shop.freshness["source.shop.shop_app.returns"]["max_loaded_at"].startswith("0001-"))
    check("freshness: no check declared", status("shop_app.order_items") is None)
    check("freshness: a check that breaks has no result", status("carrier.deliveries") is None
          and sources["source.shop.carrier.deliveries"]["loaded_at_field"] == "received_at")
    check("a source spelled in another case than its table", sources["source.shop.carrier.deliveries"]["identifier"] == "shipments"
          and shop.catalog["sources"]["source.shop.carrier.deliveries"]["metadata"]["name"] == "Shipments")
    check("a sharded source", sources["source.shop.shop_app.clicks"]["identifier"] == "clicks_*")
    check("a comment of the warehouse that is no description", shop.catalog["sources"]["source.shop.shop_app.customers"]
          ["columns"]["email"]["comment"] and not sources["source.shop.shop_app.customers"]["columns"]["email"]["description"])


def check_finance(finance, shop):
    check("commands: build, test and docs generate", {"build", "test", "generate"} <= set(finance.commands))
    relation = lambda node: node["relation_name"]
    check("a source that is a model of the shop project",
          relation(finance.sources["source.finance.shop.payments"]) == relation(shop.nodes["model.shop.payments"]))
    check("a test of that source", finance.history("source_not_null_shop_payments_payment_id")[-1:] == ["pass"])
    check("one table built by both projects",
          relation(finance.nodes["seed.finance.exchange_rates"]) == relation(shop.nodes["seed.shop.exchange_rates"]))
    check("two sources on one table", relation(finance.sources["source.finance.bank.transactions"])
          == relation(finance.sources["source.finance.audit.bank_transactions"]))
    check("a test that fails", finance.history("not_null_reconciled_payments_transaction_id") == ["fail", "fail"])
    check("a model over a view that the shop project skipped behind a failure",
          finance.manifest["nodes"]["model.finance.delivery_credits"]["depends_on"]["nodes"] == ["source.finance.shop_reports.late_deliveries"]
          and relation(finance.sources["source.finance.shop_reports.late_deliveries"]) == relation(shop.nodes["model.shop.late_deliveries"])
          and finance.history("model.finance.delivery_credits") == ["success"])
    check("freshness: pass and error", {result["status"] for result in finance.freshness.values()} == {"pass", "error"})


def check_tables(tables, environments):
    names = {f'{table["schema"]}.{table["name"]}' for table in tables}
    check("every table in database `warehouse`", {table["database"] for table in tables} == {"warehouse"})
    check("tables dbt does not know", {"scratch.tmp_import", "scratch.customers", "marts.orders_backup"} <= names)
    check("tables of unbuilt, disabled and ephemeral models",
          {"reporting.abandoned_carts", "reporting.legacy_margin", "intermediate.int_order_totals"} <= names)
    check("the carrier's table as the carrier spells it", "raw.Shipments" in names)
    check("no audit tables of dbt", not any(table["schema"].startswith("dbt_test__audit") for table in tables))
    check("columns with name, type and position", all(
        table["columns"] and [column["position"] for column in table["columns"]] == list(range(1, len(table["columns"]) + 1))
        for table in tables))
    built = {f'{entry["metadata"]["schema"]}.{entry["metadata"]["name"]}' for environment in environments
             for key, entry in environment.catalog["nodes"].items() if not key.startswith("test.")}
    check("every relation dbt has built", built <= names)


def check_files(artifacts):
    files = sorted(artifacts.rglob("*.json"))
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    check("no machine path in any artifact", not any(MACHINE_PATH.search(text) for text in texts.values()))
    metadata = [json.loads(text)["metadata"] for text in texts.values()]
    check("no user id, no environment variable", not any(entry.get("user_id") or entry.get("env") for entry in metadata))
    manifest_bytes = sum(path.stat().st_size for path in files if path.name == "manifest.json")
    check(f"both manifests under {MAX_MANIFEST_BYTES} bytes ({manifest_bytes})", manifest_bytes < MAX_MANIFEST_BYTES)
    try:
        from dbt.artifacts.schemas.catalog import CatalogArtifact
        from dbt.artifacts.schemas.freshness import FreshnessExecutionResultArtifact
        from dbt.artifacts.schemas.run import RunResultsArtifact
        from dbt.contracts.graph.manifest import WritableManifest
    except ImportError:
        print("skipped dbt's own readers: dbt is not installed here")
        return
    readers = {"manifest": WritableManifest, "catalog": CatalogArtifact, "sources": FreshnessExecutionResultArtifact, "run_results": RunResultsArtifact}
    for path in files:
        label = f"dbt reads {path.parent.name}/{path.name}"
        try:
            readers[path.name.split(".")[0]].read_and_check_versions(str(path))
            check(label, True)
        except Exception as error:
            check(f"{label}: {str(error)[:200]}", False)


def main(artifacts, tables_file):
    shop, finance = Environment(artifacts / "834"), Environment(artifacts / "912")
    tables = read(tables_file)
    for title, run in (
        ("shop (834)", lambda: check_shop(shop)),
        ("finance (912)", lambda: check_finance(finance, shop)),
        (f"tables.json ({len(tables)} tables)", lambda: check_tables(tables, [shop, finance])),
        ("files", lambda: check_files(artifacts)),
    ):
        print(f"-- {title}")
        run()
    if problems:
        print(f"{len(problems)} missing", file=sys.stderr)
        sys.exit(1)


main(Path(sys.argv[1]), Path(sys.argv[2]))
