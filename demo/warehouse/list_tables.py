"""Prints the warehouse's own list of tables and columns as JSON: what a data catalogue reads without any help of dbt."""

import json
import os

import duckdb

# Where dbt keeps the rows that broke a test; no catalogue wants to show them.
AUDIT_SUFFIX = "dbt_test__audit"

TABLES = """
    select table_catalog, table_schema, table_name, table_type
    from information_schema.tables
    where table_catalog = current_database()
    order by table_schema, table_name
"""
COLUMNS = """
    select column_name, data_type, ordinal_position
    from information_schema.columns
    where table_catalog = ? and table_schema = ? and table_name = ?
    order by ordinal_position
"""

with duckdb.connect(os.environ["WAREHOUSE_PATH"], read_only=True) as connection:
    tables = [
        {
            "database": database,
            "schema": schema,
            "name": name,
            "type": kind,
            "columns": [
                {"name": column, "type": data_type, "position": position}
                for column, data_type, position in connection.execute(COLUMNS, [database, schema, name]).fetchall()
            ],
        }
        for database, schema, name, kind in connection.execute(TABLES).fetchall()
        if not schema.endswith(AUDIT_SUFFIX)
    ]

# One table per line: short enough to read, and a change shows as one line.
print("[\n" + ",\n".join("  " + json.dumps(table) for table in tables) + "\n]")
