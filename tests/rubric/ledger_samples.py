"""A sound module with ledgers and metrics as text, of which tests put one thing wrong."""

from __future__ import annotations

MODULE = """\
format: 1
id: sample
title: {zh: 样例, en: Sample}
kind: x
order: 900
summary: 一句话
ledgers:
  - id: tasks
    title: {zh: 任务, en: Tasks}
    fields:
      - {id: number, title: {zh: 编号, en: Number}, type: text, required: true}
      - {id: size, title: {zh: 大小, en: Size}, type: choice, choices: [{id: large, title: {zh: 大, en: Large}}, {id: small, title: {zh: 小, en: Small}}]}
      - {id: planned, title: {zh: 计划, en: Planned}, type: number, min: 0, max: 500}
      - {id: held, title: {zh: 实办, en: Held}, type: number}
      - {id: share, title: {zh: 完成, en: Share}, type: percent}
      - {id: set_up, title: {zh: 立项, en: Set up}, type: date, required: true}
      - {id: due, title: {zh: 期限, en: Due}, type: date, not_before: set_up}
      - {id: closed_on, title: {zh: 办结, en: Closed on}, type: date}
      - {id: lead, title: {zh: 主办, en: Lead}, type: unit}
      - {id: helpers, title: {zh: 协办, en: Helpers}, type: units}
      - {id: proof, title: {zh: 佐证, en: Proof}, type: file}
    key: [number]
    dated_by: set_up
    checks: [{value: held, at_most: 2 * planned, says: 实办不多于计划的两倍}]
    enter: [clerk]
    shared_with: helpers
    merge_small: {count: held, within: [set_up], over: [size]}
    votes: {by: [clerk], in: open, most: 10}
    flow:
      states: [{id: open, title: {zh: 在办, en: Open}}, {id: closed, title: {zh: 办结, en: Closed}}]
      actions: [{id: close, title: {zh: 办结, en: Close}, from: [open], to: closed, by: [admin], shared: true, needs: [held], fills: [proof], today: [closed_on]}]
    lights:
      due: due
      done: closed_on
      starts: set_up
      progress: {ledger: reports, record: task, percent: done, at: on_day}
      plan: {ledger: reports, record: task, percent: done, at: on_day}
      yellow: 10
      red: 30
  - id: reports
    title: {zh: 进展, en: Reports}
    fields:
      - {id: task, title: {zh: 任务, en: Task}, type: text, required: true, refers_to: tasks}
      - {id: other, title: {zh: 其他, en: Other}, type: text}
      - {id: on_day, title: {zh: 日期, en: Day}, type: date, required: true}
      - {id: done, title: {zh: 进度, en: Done}, type: percent}
    key: [task, on_day]
    dated_by: on_day
    enter: [clerk]
    confirm: [district]
  - id: notes
    title: {zh: 市级登记, en: Notes}
    of: city
    fields:
      - {id: on_day, title: {zh: 日期, en: Day}, type: date, required: true}
      - {id: of_unit, title: {zh: 单位, en: Unit}, type: unit}
    key: []
    per: month
    dated_by: on_day
    enter: [admin]
  - id: visits
    title: {zh: 走访, en: Visits}
    bulk: true
    fields:
      - {id: number, title: {zh: 编号, en: Number}, type: text, required: true}
      - {id: on_day, title: {zh: 日期, en: Day}, type: date, required: true}
    key: [number]
    dated_by: on_day
    enter: [clerk]
metrics:
  - {id: all_tasks, title: {zh: 任务数, en: Tasks}, measure: 件, source: 台账, amount: {over: tasks, count: true, where: [{field: state, is: open}]}}
  - {id: in_time, title: {zh: 按期, en: In time}, measure: 件, source: 台账, ratio: {top: {over: sample.tasks, count: true, where: [{field: closed_on, not_after: due, within_days: 3, working: true}]}, bottom: {over: tasks, count: true, where: [{field: due, passed: true}]}}}
  - {id: months, title: {zh: 月数, en: Months}, measure: 月, source: 台账, months: {at_least: 1, amount: {over: visits, count: true}}}
  - {id: quarters, title: {zh: 季数, en: Quarters}, measure: 季, source: 台账, quarters: {at_least: 1, amount: {over: notes, distinct: on_day, whose: of_unit}}}
  - {id: sizes, title: {zh: 大小, en: Sizes}, measure: 件, source: 台账, split: {by: size, once_per: number, amount: {over: tasks, count: true}}}
  - id: parts
    title: {zh: 几个数, en: Parts}
    measure: 件
    source: 台账
    parts:
      worth: {over: tasks, sum: size, values: {large: 3, small: 1}, highest_per: number}
      lit: {over: tasks, sum: light, values: {red: 0, yellow: 1, blue: 2, green: 2}}
      held: {over: tasks, sum: held, where: [{field: held, is: 3}, {field: size, in: [large]}, {field: lit, is: red}]}
      newest: {over: tasks, latest: share, where: [{field: share, at_least: 10}, {field: lead, filled: true}]}
      every: {over: tasks, all: [{field: light, in: [green, blue]}]}
  - {id: monthly, title: {zh: 每月, en: Monthly}, measure: 次, source: 台账, by_month: {over: visits, count: true}, parts: {year: {over: visits, count: true}}}
  - {id: confirmed, title: {zh: 已确认, en: Confirmed}, measure: 次, source: 台账, amount: {over: reports, count: true, where: [{field: state, is: confirmed}]}}
  - {id: asked, title: {zh: 插件, en: Asked}, measure: 次, source: 插件, hook: sample.counter}
"""
