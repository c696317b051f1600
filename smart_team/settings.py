"""Settings from the environment and one file, and where the modules' folders are."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from smart_team import settings_messages as m
from smart_team.errors import Place, Problem, UsageError

_PACKAGE = Path(__file__).resolve().parent
PREFIX = "SMART_TEAM_"
AUDIT_FLOOR = 180
"""Days for which audit records are kept at least, whatever the settings say."""


class SettingsFile(BaseSettings):
    """Which file holds settings, if any: ``SMART_TEAM_SETTINGS``, and nothing else, says so."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    settings: Path | None = None


class Settings(BaseSettings):
    """Each from the environment as ``SMART_TEAM_<NAME>``, else from the settings file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    modules: Annotated[list[Path], NoDecode] = []
    """Further folders of modules, as a JSON list; each holds one folder per module."""

    data: Path = Path("smart-team-data")
    """The data folder: keys, signed heads, evidence files, and the database unless it has a URL."""

    database_url: str | None = None
    """The database as SQLAlchemy's URL; without one, ``smart_team.db`` in the data folder."""

    cluster_url: str | None = Field(None, pattern=r"^spark://[^/\s]+$")
    """The Spark cluster that rolls up, ``spark://host:port``; without one this machine does."""

    rollup_memory: int = Field(1024, ge=512)
    """Megabytes that a roll-up may take; on a cluster, each of its executors and the driver."""

    rollup_threads: int | None = Field(None, ge=1)
    """Threads that a roll-up may take on this machine; without a number, one a core."""

    audit_days: int = AUDIT_FLOOR
    """Days for which audit records are kept."""

    audit_cut: bool = False
    """Whether records older than that leave the database by themselves, into ``audit/``."""

    clock_seconds: float = Field(30.0, ge=1, le=3600)
    """How often the service looks at the clock: windows, notices, reminders, the day's head."""

    log_format: Literal["json", "console"] = "json"
    """How the service logs: a line of JSON an event, or lines for a person at a screen."""

    host: str = "127.0.0.1"
    """The address at which the service listens; a proxy with TLS stands before any other."""

    port: int = Field(8000, ge=1, le=65535)
    """The port at which it listens."""

    trusted_proxies: Annotated[list[str], NoDecode] = ["127.0.0.1"]
    """Proxies, as a JSON list of addresses, that are believed where a request came from."""

    clamav: str | None = None
    """Where clamd listens, ``unix:/path`` or ``tcp:host:port``; without one files are not scanned.
    """

    smtp_host: str | None = None
    """The mail server; without one nothing is mailed."""

    smtp_port: int = Field(587, ge=1, le=65535)
    """Its port."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way there is kept private; ``none`` is for a server on this machine alone."""

    smtp_user: str | None = None
    """Who signs in there, if anybody."""

    smtp_password: SecretStr | None = None
    """Their password."""

    mail_from: str | None = None
    """The sender's address; it goes with ``smtp_host``."""

    webhooks: Annotated[list[SecretStr], NoDecode] = []
    """Addresses of group robots (企业微信, 钉钉), as a JSON list."""

    webhook_hosts: Annotated[list[str], NoDecode] = ["qyapi.weixin.qq.com", "oapi.dingtalk.com"]
    """Hosts, as a JSON list, to which alone anything is posted."""

    base_url: str = "http://127.0.0.1:8000"
    """The address by which people reach the service; links in messages begin with it."""

    password_profile: Literal["mlps3", "nist"] = "mlps3"  # noqa: S105 - the name of rules
    """What is asked of passwords: 等保三级, or NIST SP 800-63B."""

    second_factor: Literal["optional", "required"] = "optional"
    """Whether everybody must bind an authenticator."""

    site_words: Annotated[list[str], NoDecode] = []
    """Words of the place, as a JSON list, that no password may contain."""

    oidc_issuer: str | None = None
    """The provider of single sign-on, exactly as it names itself; without one there is none."""

    oidc_client_id: str | None = None
    """What this installation is called at the provider."""

    oidc_client_secret: SecretStr | None = None
    """The secret that the provider gave; a public client has none."""

    oidc_title: str = Field("单点登录", min_length=1, max_length=40)
    """What the sign-in page calls the provider."""

    oidc_link: bool = False
    """Whether who comes for the first time is linked to the person of the same login."""

    oidc_login_claim: str = "preferred_username"
    """Which claim of the provider's is the login, where people are linked by it."""

    oidc_is_second_factor: bool = False
    """Whether the provider asks for a second factor, so that ours need not."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no such file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor such a folder
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment go before the file, if one is named."""
        file = SettingsFile().settings
        if file is None:
            return init_settings, env_settings
        # The source would pass over a file that is not there.
        file.stat()
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    @field_validator(
        "modules", "site_words", "trusted_proxies", "webhooks", "webhook_hosts", mode="before"
    )
    @classmethod
    def _read_a_list(cls, given: Any) -> Any:  # noqa: ANN401 - a text of the environment or a list
        return json.loads(given) if isinstance(given, str) else given

    @field_validator("audit_days")
    @classmethod
    def _keep_the_floor(cls, days: int) -> int:
        if days < AUDIT_FLOOR:
            message = (
                f"审计记录至少保留 {AUDIT_FLOOR} 天 · "
                f"audit records are kept for at least {AUDIT_FLOOR} days"
            )
            raise ValueError(message)
        return days

    @field_validator("base_url", "oidc_issuer")
    @classmethod
    def _be_safe(cls, url: str | None) -> str | None:
        if url is not None and not is_safe_address(url):
            raise ValueError(
                "须以 https:// 开头,本机除外 · it begins with https://, but for loopback"
            )
        return url

    @model_validator(mode="after")
    def _go_together(self) -> Settings:
        if self.smtp_host is not None and not self.mail_from:
            raise ValueError("设了 smtp_host 就要设 mail_from · mail_from goes with it")
        if self.smtp_host is not None and self.smtp_security == "none":
            require_loopback(self.smtp_host)
        for hook in self.webhooks:
            require_allowed(hook.get_secret_value(), self.webhook_hosts)
        if self.oidc_issuer is not None and not self.oidc_client_id:
            raise ValueError("设了 oidc_issuer 就要设 oidc_client_id · oidc_client_id goes with it")
        return self

    def address(self) -> str:
        """Return the database's URL."""
        return self.database_url or f"sqlite:///{self.data / 'smart_team.db'}"

    def link(self, path: str) -> str:
        """Return the address of a page by which people reach it."""
        return self.base_url.rstrip("/") + path


def load_settings() -> Settings:
    """Return the settings; raises UsageError naming each that is wrong, and where it stands."""
    file = SettingsFile().settings
    try:
        return Settings()
    except ValidationError as error:
        raise UsageError(_problems(error.errors(), file)) from None
    except (OSError, tomllib.TOMLDecodeError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        place = Place(str(file))
        raise UsageError([Problem(m.UNREADABLE, place, {"detail": detail})]) from None


def require_loopback(host: str) -> None:
    """Raise ValueError unless a host is this machine."""
    if host != "localhost" and not _is_loopback(host):
        raise ValueError("不加密只限本机 · without encryption this machine alone")


def require_allowed(url: str, hosts: Sequence[str]) -> None:
    """Raise ValueError unless an address is https, of an allowed host, and names nobody else."""
    parts = urlsplit(url)
    plain = parts.username is None and parts.password is None and parts.port in {None, 443}
    if parts.scheme != "https" or parts.hostname not in hosts or not plain:
        known = ", ".join(hosts)
        raise ValueError(f"只能是 https,主机为 · https to these hosts alone: {known}")


def is_safe_address(url: str) -> bool:
    """Whether what is sent to a web address cannot be read on its way: https, or this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "http":
        return host == "localhost" or _is_loopback(host)
    return parts.scheme == "https" and bool(host)


def rubrics_folder() -> Path:
    """Return the shipped modules: the checkout's ``rubrics/``, or the installed package's."""
    checkout = _PACKAGE.parent / "rubrics"
    return checkout if checkout.is_dir() else _PACKAGE / "rubrics"


def module_folder(name: str) -> Path:
    """Return the folder of one shipped module."""
    return rubrics_folder() / name


def wrong(name: str, detail: str) -> Problem:
    """Return what is said of a setting that is wrong in the environment."""
    return Problem(m.BAD_SETTINGS, values={"name": PREFIX + name.upper(), "detail": detail})


def _problems(errors: Sequence[ErrorDetails], file: Path | None) -> list[Problem]:
    lines = [] if file is None else file.read_text(encoding="utf-8").splitlines()
    given = EnvSettingsSource(Settings)()
    found = []
    for each in errors:
        # What concerns several settings together is said of the first of them.
        name = str(each["loc"][0]) if each["loc"] else "oidc_client_id"
        detail = each["msg"].removeprefix("Value error, ")
        line = None if name in given else _line_of(name, lines)
        if line is None:
            found.append(wrong(name, detail))
            continue
        message = m.UNKNOWN if each["type"] == "extra_forbidden" else m.BAD_SETTINGS
        found.append(Problem(message, Place(str(file), line), {"name": name, "detail": detail}))
    return found


def _line_of(name: str, lines: Sequence[str]) -> int | None:
    """Return the line of a TOML file on which a top key, or a table so called, begins."""
    begins = re.compile(rf"""\s*\[{{0,2}}\s*["']?{re.escape(name)}["']?\s*[=\].]""")
    numbered = enumerate(lines, 1)
    return next((number for number, line in numbered if begins.match(line)), None)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
