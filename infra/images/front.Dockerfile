# HAProxy: ends TLS for everything that browsers and gateways call.
#   docker build -f infra/images/front.Dockerfile -t guardroom/front .
ARG DEBIAN_IMAGE=debian:12.11-slim

FROM ${DEBIAN_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends haproxy && rm -rf /var/lib/apt/lists/*
COPY infra/compose/haproxy.cfg /etc/guardroom/haproxy.cfg
USER 10001:10001
CMD ["haproxy", "-W", "-db", "-f", "/etc/guardroom/haproxy.cfg"]
