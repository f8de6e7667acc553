# One image for every process: `serve`, `worker`, `staff`, `migrate`, `purge` (docs/deploy.md).
# The last stage has no compiler, no package manager of Python's and no tests; the trained model is part of it.

FROM python:3.12-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.lock ./
# Only wheels: nothing is compiled. Every file is checked against its hash.
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --only-binary :all: --require-hashes --no-deps -r requirements.lock \
 && .venv/bin/python -m pip uninstall --yes pip

FROM packages AS model
ENV RASA_TELEMETRY_ENABLED=false
COPY actions actions
COPY data data
COPY frontdesk frontdesk
COPY shipped shipped
COPY clinic.yml config.yml credentials.yml domain.yml endpoints.yml pyproject.toml ./
# A model that was shipped, or trained before, for the same data is taken as it is; otherwise this takes some minutes.
COPY endpoints.yml model[s] models/
RUN .venv/bin/python -m frontdesk train \
 && find models -type f -not -name "$(.venv/bin/python -c 'from frontdesk.engine.training import model_path; print(model_path().name)')" -delete \
 && .venv/bin/python -m compileall -q actions frontdesk

FROM python:3.12-slim-bookworm AS product
LABEL org.opencontainers.image.title="Frontdesk" org.opencontainers.image.licenses="Apache-2.0"
# Who runs it owns none of it, and writes to /data and /tmp alone.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin frontdesk \
 && install -d -o frontdesk -g frontdesk -m 0700 /data \
 && python -m pip uninstall --yes pip
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY --from=model /app/actions actions
COPY --from=model /app/data data
COPY --from=model /app/frontdesk frontdesk
COPY --from=model /app/models models
COPY clinic.yml config.yml credentials.yml domain.yml endpoints.yml Procfile pyproject.toml requirements.lock ./
ENV RASA_TELEMETRY_ENABLED=false \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FRONTDESK_DATA_DIR=/data \
    FRONTDESK_HOST=0.0.0.0 \
    FRONTDESK_LOG_FORMAT=json
USER 10001:10001
VOLUME /data
EXPOSE 5005 5006
ENTRYPOINT [".venv/bin/python", "-m", "frontdesk"]
CMD ["run"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s \
  CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5005/health/ready', timeout=4)"]
