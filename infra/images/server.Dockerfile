# A server that comes as a Go module, built from the version that infra/servers/<SERVER>/go.mod pins.
#   docker build -f infra/images/server.Dockerfile --build-arg SERVER=minio --build-arg PACKAGE=github.com/minio/minio -t guardroom/minio .
ARG GO_IMAGE=golang:1.26.8-bookworm
ARG DEBIAN_IMAGE=debian:12.11-slim

FROM ${GO_IMAGE} AS build
ARG SERVER
ARG PACKAGE
WORKDIR /src
COPY infra/servers/${SERVER}/go.mod infra/servers/${SERVER}/go.sum ./
RUN CGO_ENABLED=0 go build -mod=readonly -trimpath -buildvcs=false -ldflags='-s -w' -o /out/server ${PACKAGE}

FROM ${DEBIAN_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*
RUN install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /out/server /usr/local/bin/server
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/server"]
