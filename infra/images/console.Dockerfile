# The console's files behind a small server of their own, under the API's headers. It holds no secret.
#   docker build -f infra/images/console.Dockerfile -t guardroom/console .
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node infra/images/build.ts console /image

FROM ${NODE_IMAGE}
COPY --from=build /image /app
WORKDIR /app
ENV NODE_ENV=production CONSOLE_DIR=/app/apps/admin/dist
USER 10001:10001
CMD ["node", "--enable-source-maps", "apps/api/dist/console.js"]
