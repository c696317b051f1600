"""The yardstick: FastAPI and SQLAlchemy as their guides show them, and nothing else.

``python -m benchmarks.service.bare FILE PORT`` takes the same requests, reads the body into a
model, adds one row with the same answers, and commits. No session, policy, rubric, version or
audit.
"""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import JSON, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class _Base(DeclarativeBase):
    """The one table's base."""


class _Draft(_Base):
    __tablename__ = "drafts"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class _Given(BaseModel):
    answers: dict[str, dict[str, Any]]


def application(file: str) -> FastAPI:
    """Return the application over a SQLite file."""
    engine = create_engine(f"sqlite:///{file}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=FULL"))
    _Base.metadata.create_all(engine)
    sessions = sessionmaker(engine)
    app = FastAPI()

    def session_of_request() -> Iterator[Session]:
        with sessions() as session:
            yield session

    @app.put("/api/v1/submissions/{submission}/draft")
    def save(
        submission: str, given: _Given, session: Annotated[Session, Depends(session_of_request)]
    ) -> dict[str, bool]:
        session.add(_Draft(submission=submission, answers=given.answers))
        session.commit()
        return {"saved": True}

    return app


def main(file: str, port: str) -> None:
    """Serve as ``smart-team serve`` does."""
    uvicorn.run(
        application(file),
        host="127.0.0.1",
        port=int(port),
        proxy_headers=True,
        server_header=False,
        access_log=False,
        log_config=None,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
