# docker build -t elmon .
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -v elmon:/var/lib/elmon -v ./config:/srv/elmon/config:ro -p 127.0.0.1:8744:8744 -p 127.0.0.1:8745:8745 elmon
# With PostgreSQL and two instances: deploy/compose.yaml. With Apprise's channels: docker build --build-arg APPRISE=-apprise .
# Where SELinux is enforcing, mount folders with ":ro,z".
FROM python:3.13-slim-bookworm AS build
ARG APPRISE=""
WORKDIR /build
COPY requirements.lock requirements-apprise.lock ./
# Wheels only, each with its hash: nothing is compiled and nothing runs at build time that is not pinned.
RUN python -m venv --without-pip /opt/elmon \
    && pip --python /opt/elmon/bin/python install --no-cache-dir --require-hashes --only-binary :all: -r "requirements${APPRISE}.lock"
COPY requirements-build.lock ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
COPY config/monitor.toml ./config/
COPY deploy/compose.yaml deploy/elmon.service ./deploy/
COPY docs ./docs
# The wheel is built by those tools and no others: pip would fetch unpinned ones into an environment of its own.
RUN /opt/build/bin/python -m hatchling build -t wheel -d /wheel \
    && pip --python /opt/elmon/bin/python install --no-cache-dir --no-deps --no-index /wheel/*.whl \
    && /opt/elmon/bin/python -m compileall -q /opt/elmon/lib

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Entity List monitor" \
      org.opencontainers.image.description="Watches the Federal Register for changes of the US Entity List and alerts." \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 elmon \
    && useradd --uid 10001 --gid elmon --home-dir /var/lib/elmon --shell /usr/sbin/nologin elmon \
    && install -d -o elmon -g elmon -m 0700 /var/lib/elmon \
    && install -d -o elmon -g elmon -m 0755 /srv/public
COPY --from=build /opt/elmon /opt/elmon
# Settings are read from config/monitor.toml in the working folder; the environment wins over them. Without database.url
# the database is a file in XDG_DATA_HOME/elmon.
ENV PATH=/opt/elmon/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_DATA_HOME=/var/lib \
    ELMON_LOG__FORMAT=json \
    ELMON_HEALTH__HOST=0.0.0.0 \
    ELMON_HEALTH__PORT=8744 \
    ELMON_WEB__HOST=0.0.0.0 \
    ELMON_WEB__PORT=8745
WORKDIR /srv/elmon
VOLUME /var/lib/elmon
EXPOSE 8744 8745
USER 10001:10001
STOPSIGNAL SIGTERM
# Whether this process lives. Whether the data are fresh, /readyz and elmon status tell: starting anew would not mend that.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['ELMON_HEALTH__PORT']), timeout=5); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["elmon"]
CMD ["run"]
