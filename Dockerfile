# docker build -t elmon .
# docker run -v elmon:/var/lib/elmon -v ./config:/srv/elmon/config:ro -p 127.0.0.1:8744:8744 elmon
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv --without-pip /opt/elmon \
    && pip --python /opt/elmon/bin/python install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY monitor ./monitor
RUN pip --python /opt/elmon/bin/python install --no-cache-dir --no-deps .

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 elmon \
    && useradd --uid 10001 --gid elmon --home-dir /var/lib/elmon --create-home --shell /usr/sbin/nologin elmon
COPY --from=build /opt/elmon /opt/elmon
# Settings are read from config/monitor.toml in the working folder; the environment wins over them.
ENV PATH=/opt/elmon/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ELMON_DATABASE__URL=sqlite:////var/lib/elmon/elmon.db \
    ELMON_HEALTH__HOST=0.0.0.0
WORKDIR /srv/elmon
VOLUME /var/lib/elmon
EXPOSE 8744
USER 10001:10001
# Exit status 1 when the last good poll is too long ago.
HEALTHCHECK --interval=5m --timeout=30s --start-period=5m --retries=3 CMD ["elmon", "status"]
ENTRYPOINT ["elmon"]
CMD ["run"]
