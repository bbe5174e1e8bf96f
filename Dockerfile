# The worker and all commands, without the parts that only tests and the demo need.
#   docker build -t sanctionwire .
#   docker run -e KAFKA_BOOTSTRAP_SERVERS=host:9092 sanctionwire worker

# On 3.12 spaCy is 3.8.4, the fast one of the releases measured.
ARG PYTHON_IMAGE=python:3.12.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/sanctionwire
COPY deploy/constraints.txt deploy/constraints.txt
RUN /opt/sanctionwire/bin/pip install --require-hashes -r deploy/constraints.txt
COPY constraints.txt ./
RUN awk '/^[^ ]/ { wanted = /^(hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers)==/ } wanted' constraints.txt >build.txt \
    && python -m pip install --require-hashes -r build.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY streams streams
COPY schemas schemas
RUN python -m hatchling build -t wheel -d dist \
    && /opt/sanctionwire/bin/pip install --no-index --no-deps dist/sanctionwire-*.whl \
    && /opt/sanctionwire/bin/pip uninstall -y pip

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --user-group --no-create-home sanctionwire \
    && install -d -o sanctionwire -g sanctionwire /var/lib/sanctionwire
COPY --from=build /opt/sanctionwire /opt/sanctionwire
ENV PATH=/opt/sanctionwire/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SANCTIONWIRE_DATA_DIR=/var/lib/sanctionwire \
    SANCTIONWIRE_WEB_HOST=0.0.0.0 \
    SANCTIONWIRE_WEB_PORT=6066
USER sanctionwire
WORKDIR /var/lib/sanctionwire
EXPOSE 6066
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"SANCTIONWIRE_WEB_PORT\"]}/health/live', timeout=4)"]
ENTRYPOINT ["sanctionwire"]
CMD ["worker"]
