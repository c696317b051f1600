"""What an import of records refuses as a whole, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

OTHERWISE_NOW = _m(
    "G330",
    "自预览之后有记录、单位或权限变了,导入的结果与所同意的不同;一条也没有写入",
    "since the preview records, units or rights have changed, and the import would not do what was "
    "agreed to; nothing was written",
    "再预览一次,核对后导入",
    "preview it once more, compare, then import",
)
