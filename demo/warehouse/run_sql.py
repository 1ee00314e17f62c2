"""Runs an SQL file against the demo warehouse: WAREHOUSE_PATH=... python run_sql.py <file>"""

import os
import sys
from pathlib import Path

import duckdb

with duckdb.connect(os.environ["WAREHOUSE_PATH"]) as connection:
    connection.execute(Path(sys.argv[1]).read_text(encoding="utf-8"))
