# API, worker, migrations and onboarding: one image, four commands.
#   docker build -f infra/images/api.Dockerfile -t guardroom/api .
# For a release, pin the base by digest: --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node infra/images/build.ts api /image

FROM ${NODE_IMAGE}
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/guardroom/vault
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/guardroom/packages
COPY --from=build /image /app
WORKDIR /app
ENV NODE_ENV=production
USER 10001:10001
# The API. The worker: apps/api/dist/worker.js. Migrations: libs/db/src/migrate.ts. Onboarding: apps/api/dist/onboard.js <plan.json>.
CMD ["node", "--enable-source-maps", "apps/api/dist/main.js"]
