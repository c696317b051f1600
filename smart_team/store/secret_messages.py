"""What is refused of the secret key, in words."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class SealError(SmartTeamError):
    """Something that is kept sealed cannot be opened by the secret key that is there."""


NO_SECRET = _m(
    "U242",
    "没有保密密钥",
    "there is no secret key",
    "从密钥备份放回;新安装请运行 smart-team init",
    "put it back from where keys are kept; for a new installation run smart-team init",
)
SECRET_EXISTS = _m(
    "U243",
    "保密密钥已经有了,不会覆盖",
    "there is a secret key already; it is never overwritten",
    "继续用它",
    "go on using it",
)
SECRET_OPEN = _m(
    "U244",
    "保密密钥可被他人读取或改写(权限 {mode})",
    "the secret key can be read or changed by others (mode {mode})",
    "运行 chmod 600;若他人可能已读到,请更换密钥并让各人重新绑定验证器",
    "run chmod 600; if somebody may have read it, replace it and let all bind authenticators anew",
)
BAD_SECRET = _m(
    "U245",
    "保密密钥应为 {wanted} 字节,而不是 {found}",
    "the secret key has {found} bytes; it should have {wanted}",
    "从密钥备份放回",
    "put it back from where keys are kept",
)
SEALED = _m(
    "U246",
    "现有的保密密钥打不开保存的内容",
    "the secret key that is there does not open what is kept",
    "请管理员放回原来的 secret.key,或重置验证器",
    "an administrator should put back the original secret.key, or reset the authenticator",
)
