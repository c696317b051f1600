"""The rubric (评估标准): YAML to an immutable tree of indicators."""
