"""A Spark cluster of two workers says what DuckDB says."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import warnings
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from smart_team.rollup import messages as m
from smart_team.rollup.asking import RollUp
from smart_team.rollup.cluster import Cluster
from smart_team.rollup.counting import roll_up
from smart_team.rollup.engine import Limits
from smart_team.rollup.messages import RecordsError
from smart_team.rollup.opening import open_engine
from tests.rollup.shelf import LAYOUT, Record, Shelf, naive, rows
from tests.rollup.spark import EXECUTOR_MEGABYTES, HOST, spark_cluster

SORTS = ("调解", "宣传", "a'b", "\U0001f600", "\uff45")
DEFAULTS = "spark.sql.shuffle.partitions 2\nspark.sql.codegen.wholeStage false\n"
"""What makes little work of little data; all else is Spark's own."""
QUESTIONS = (
    RollUp(("unit", "month", "sort"), ("people", "hours")),
    RollUp(
        ("sort",),
        ("hours",),
        date(2026, 2, 10),
        date(2026, 3, 1),
        (("sort", frozenset(SORTS[:3])),),
    ),
)


def require_java() -> None:
    if shutil.which("java") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Java is not installed")


def made_up(keys: Sequence[int], seed: int) -> list[Record]:
    random = Random(seed)
    return [
        {
            "key": f"S{key}",
            "unit": f"D{random.randrange(5):02d}-court",
            "day": date(2026, 1, 30) + timedelta(days=random.randrange(40)),
            "sort": random.choice([*SORTS, None]),
            "people": random.choice([None, random.randrange(-(10**18) + 1, 10**18)]),
            "hours": Decimal(random.randrange(-(10**18) + 1, 10**18)).scaleb(-6),
            "remark": None,
        }
        for key in keys
    ]


def test_a_cluster_of_two_workers_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_java()
    (defaults := tmp_path / "conf").mkdir()
    (defaults / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")
    monkeypatch.setenv("SPARK_CONF_DIR", str(defaults))
    monkeypatch.setenv("SPARK_LOCAL_IP", HOST)
    shelf = Shelf(tmp_path / "shelf")
    shelf.append(*made_up(range(3000), 1))
    plain = list(shelf.parts)
    shelf.append(*made_up(range(3000, 3100), 2))
    shelf.correct(*made_up(range(0, 3000, 7), 3))
    shelf.delete(*(f"S{key}" for key in range(0, 3000, 11)))
    shelf.append(*made_up(range(0, 3000, 22), 4))
    asked = [(plain, QUESTIONS[0]), *((shelf.parts, each) for each in QUESTIONS)]

    with open_engine(shelf.limits) as duck:
        here = [roll_up(LAYOUT, parts, each, duck) for parts, each in asked]
    (logs := tmp_path / "logs").mkdir()
    limits = Limits(EXECUTOR_MEGABYTES, tmp_path / "spill")
    with warnings.catch_warnings():
        # Its connector leaves a socket to the collector of garbage.
        warnings.simplefilter("ignore", ResourceWarning)
        with spark_cluster(logs) as url, open_engine(limits, url) as cluster:
            there = [roll_up(LAYOUT, parts, each, cluster) for parts, each in asked]
            assert isinstance(cluster, Cluster)
            # The driver and the executors of two workers.
            assert cluster.session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3
        del cluster
        gc.collect()
    assert there == here
    for answer, question in zip(here[1:], QUESTIONS, strict=True):
        assert rows(answer) == naive(shelf.records.values(), question)


def test_without_spark_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "smart_team.rollup.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(RecordsError) as caught:
        open_engine(Limits(512, tmp_path), "spark://127.0.0.1:7077")
    assert caught.value.problems[0].message is m.NO_CLUSTER
