"""A sound rubric as text, and ways to put one thing wrong into it."""

from __future__ import annotations

HEAD = """format: 1
id: sample.annual
version: "1"
title: {zh: 样例, en: Sample}
illustrative: true
"""
SOUND = f"""{HEAD}full_marks: 20
dimensions:
  - id: d1
    title: {{zh: 维度, en: Dimension}}
    indicators:
      - id: A1
        title: {{zh: 有无, en: Whether}}
        type: boolean
        points: 20
        criteria: 有则得分
        reference: 第 1 条
        evidence: {{required: true}}
"""


def rubric(indicator: str, tail: str = "", head: str = "") -> str:
    """Return a rubric of one indicator `I` with 10 points, given the rest of its flow mapping."""
    return (
        f"{HEAD}full_marks: 10\n{head}dimensions:\n  - id: d1\n    title: 维度\n    indicators:\n"
        f"      - {{id: I, title: 指标, points: 10, {indicator}}}\n{tail}"
    )
