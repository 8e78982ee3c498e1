# The agent of a school's gateway, with the FFmpeg that it runs per camera.
#   docker build -f infra/images/gateway-agent.Dockerfile -t guardroom/gateway-agent .
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node infra/images/build.ts gateway-agent /image

FROM ${NODE_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/guardroom/gateway
COPY --from=build /image /app
WORKDIR /app
ENV NODE_ENV=production GATEWAY_HOME=/var/lib/guardroom/gateway
USER 10001:10001
CMD ["node", "apps/gateway-agent/src/main.ts"]
