"""What is said of single sign-on: one sentence to the person, the cause to the audit alone."""

from __future__ import annotations

from smart_team.errors import message as _m
from smart_team.people.messages import SignInError


class SignOnError(SignInError):
    """Why a single sign-on failed; its code goes into the audit, and nobody else is told."""


SIGN_ON_REFUSED = _m(
    "U252",
    "单点登录没有成功",
    "single sign-on did not succeed",
    "重新登录一次;仍不行时用密码登录,或请管理员查看审计记录中的代码",
    "try once more; else sign in by password, or ask an administrator for the code in the audit",
)
PROVIDER_DOWN = _m(
    "U253",
    "单点登录服务不可用,或回答不合规范",
    "the provider of single sign-on cannot be reached, or its answer is not what it should be",
    "检查网络、证书和单点登录服务",
    "check the network, the certificates and the provider",
)
OTHER_ISSUER = _m(
    "U254",
    "单点登录服务自称的 issuer 与 oidc_issuer 不同,或它的地址不安全",
    "the provider names another issuer than oidc_issuer, or addresses that are not safe",
    "按它自称的逐字改正 oidc_issuer;地址须为 https",
    "correct oidc_issuer to what it names itself; its addresses must be https",
)
BAD_STATE = _m(
    "U255",
    "回到本系统的单点登录不是这个浏览器刚开始的:已用过、已过期,或从别处发起",
    "what came back was not begun by this browser just now: used, expired, or begun elsewhere",
    "从登录页重新开始;反复出现时查明链接的来历",
    "begin anew on the sign-in page; if it recurs, find where the link came from",
)
DENIED = _m(
    "U256",
    "单点登录服务拒绝了登录",
    "the provider refused the sign-in",
    "在单点登录服务一侧查明原因",
    "find the reason at the provider",
)
CODE_REJECTED = _m(
    "U257",
    "单点登录服务不接受授权码",
    "the provider did not take the authorization code",
    "核对 oidc_client_id、oidc_client_secret 和登记的回调地址",
    "check oidc_client_id, oidc_client_secret and the redirect address registered there",
)
BAD_SIGNATURE = _m(
    "U258",
    "身份令牌没有单点登录服务的有效签名",
    "the id token bears no valid signature of the provider's",
    "反复出现时按安全事件处理",
    "if it recurs, treat it as an incident",
)
BAD_CLAIMS = _m(
    "U259",
    "身份令牌不是发给本系统这一次登录的,或已过期",
    "the id token is not for this installation and this sign-in, or has expired",
    "核对服务器时间和 oidc_client_id;反复出现时按安全事件处理",
    "check the server's time and oidc_client_id; if it recurs, treat it as an incident",
)
NOT_LINKED = _m(
    "U260",
    "这个单点登录账号没有对应的人员",
    "no person is linked to this account of the provider's",
    "先登记同一登录名的人员;oidc_link 允许时首次登录即对应",
    "add the person with the same login; where oidc_link is on, the first sign-in links them",
)
LINKED_PERSON_DISABLED = _m(
    "U261",
    "对应的人员已停用",
    "the person who is linked is disabled",
    "需要时由管理员启用",
    "an administrator may enable them",
)
