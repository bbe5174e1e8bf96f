"""Writes `kafka.lock.json` anew: `python -m streams.broker.lock 4.4.0`.

For whoever raises Apache Kafka's version; nothing else imports this module.
"""

import hashlib
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Final

from jgo.parse import Coordinate

from streams.broker.artifacts import LOCK_FILE, Jar, Lock, maven_context

_SLF4J_BINDING: Final = Coordinate("org.slf4j", "slf4j-simple", "2.0.20", scope="compile")


def resolve(version: str, repository: Path) -> Lock:
    """All jars that a Kafka broker of that version needs at run time, downloaded into `repository`."""
    context = maven_context(repository, None, lambda _size, _name: None)
    wanted = (Coordinate("org.apache.kafka", "kafka_2.13", version, scope="compile"), _SLF4J_BINDING)
    inputs, others = context.resolver.resolve([context.create_dependency(each) for each in wanted])
    jars = []
    for dependency in (*inputs, *(each for each in others if each.scope in {"compile", "runtime"})):
        content = dependency.artifact.resolve().read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        jars.append(Jar(dependency.groupId, dependency.artifactId, dependency.version, len(content), digest))
    return Lock(version, tuple(sorted(jars, key=lambda jar: (jar.group, jar.artifact))))


def main() -> None:
    """Locks the version named on the command line."""
    with tempfile.TemporaryDirectory() as folder:
        lock = resolve(sys.argv[1], Path(folder))
    LOCK_FILE.write_text(json.dumps(asdict(lock), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
