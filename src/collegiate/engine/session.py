"""A working session on one engine: tables in, expressions run, Arrow tables out."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa


class EngineMissingError(Exception):
    """The engine that was asked for is not installed or not known; the message says how to get it."""


class FileFormatError(Exception):
    """A file is not one that an engine can read; the message says which and what to do."""


class Session:
    """Ibis on one engine. Use it as a context; what it opens it closes.

    >>> with Session() as session:
    ...     marks = session.table(pa.table({"score": [1, 2, 3]}))
    ...     session.run(marks.aggregate(total=marks.score.sum())).to_pylist()
    [{'total': 6}]
    """

    def __init__(self, engine: str = "duckdb", *, threads: int | None = None, memory: str | None = None) -> None:
        """`memory`, such as "400MB", bounds what DuckDB holds before it writes aside to disk; Spark has settings of its own."""
        self.engine = engine
        self._backend = _connect(engine, threads)
        self._count = 0
        self._folder = tempfile.TemporaryDirectory(prefix="collegiate-")
        if memory and engine == "duckdb":
            self._backend.raw_sql(f"SET memory_limit = '{memory}'")
            self._backend.raw_sql(f"SET temp_directory = '{Path(self._folder.name) / 'spilled'}'")

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def table(self, data: pa.Table | Path | Sequence[Path]) -> Any:
        """Return an Ibis table over Arrow columns or Parquet files; a list of files is one table."""
        self._count += 1
        name = f"t{self._count}"
        if isinstance(data, pa.Table):
            if self.engine == "duckdb":
                return self._backend.create_table(name, data, temp=True)
            data = self._as_parquet(name, data)
        files = [data] if isinstance(data, Path) else list(data)
        if self.engine == "duckdb":
            return self._backend.read_parquet([str(f) for f in files], table_name=name)
        return self._on_spark(name, files)

    def _on_spark(self, name: str, files: Sequence[Path]) -> Any:
        """Read the files at once: a union of 150 is nested too deeply to be planned."""
        from pyspark.sql import SparkSession

        SparkSession.active().read.parquet(*map(str, files)).createOrReplaceTempView(name)
        return self._backend.table(name)

    def file(self, path: Path) -> Any:
        """Return an Ibis table over a Parquet or a CSV file; in a CSV an empty cell or NA is missing, as R reads it.

        Raises `FileFormatError` when the file is neither, or cannot be read as what its name says.
        """
        kind = path.suffix.lower()
        if kind not in (".parquet", ".csv", ".tsv", ".txt"):
            raise FileFormatError(f"{path} is neither a CSV nor a Parquet file. Save it as one of them.")
        try:
            return self.table(path) if kind == ".parquet" else self._csv(path)
        except Exception as error:  # the engines' own kinds differ
            raise FileFormatError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error

    def _csv(self, path: Path) -> Any:
        import ibis

        duckdb = self._backend if self.engine == "duckdb" else ibis.duckdb.connect()
        self._count += 1
        table = duckdb.read_csv(str(path), table_name=f"t{self._count}", nullstr=["", "NA"], header=True)
        if self.engine == "duckdb":
            return table
        copy = Path(self._folder.name) / f"t{self._count}.parquet"
        table.to_parquet(str(copy))
        return self.table(copy)

    def _as_parquet(self, name: str, data: pa.Table) -> Path:
        import pyarrow.parquet as pq

        path = Path(self._folder.name) / f"{name}.parquet"
        pq.write_table(data, path)
        return path

    def run(self, expression: Any) -> pa.Table:
        """Run an Ibis expression and return its rows as an Arrow table."""
        return self._backend.to_pyarrow(expression)

    def keep(self, expression: Any) -> Any:
        """Work an expression out once and return it as a table, for further expressions that use it more than once."""
        self._count += 1
        name = f"t{self._count}"
        if self.engine == "duckdb":
            return self._backend.create_table(name, expression, temp=True)
        folder = Path(self._folder.name) / name
        self._backend.to_parquet(expression, str(folder))
        return self._backend.read_parquet(str(folder))

    def close(self) -> None:
        """Give back the engine's memory and, for Spark, stop the context that this session started."""
        self._backend.disconnect()
        self._folder.cleanup()


def _connect(engine: str, threads: int | None) -> Any:
    if engine not in ("duckdb", "spark"):
        raise EngineMissingError(f"There is no engine '{engine}'. Choose duckdb (this machine) or spark (a cluster).")
    if engine == "spark":
        return _connect_spark()
    import ibis

    return ibis.duckdb.connect(threads=threads) if threads else ibis.duckdb.connect()


def _connect_spark() -> Any:
    if importlib.util.find_spec("pyspark") is None:
        raise EngineMissingError(
            "Apache Spark is not installed. Run: pip install 'collegiate[spark]' (it needs Java 17)."
        )
    import ibis
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.appName("collegiate")
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    return ibis.pyspark.connect(spark)
