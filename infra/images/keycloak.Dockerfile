# Keycloak with our sign-in pages, prepared for PostgreSQL.
#   docker build -f infra/images/keycloak.Dockerfile -t guardroom/keycloak .
ARG KEYCLOAK_IMAGE=quay.io/keycloak/keycloak:26.4.7

FROM ${KEYCLOAK_IMAGE} AS build
COPY infra/keycloak/themes /opt/keycloak/themes
RUN /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true --metrics-enabled=true

FROM ${KEYCLOAK_IMAGE}
COPY --from=build /opt/keycloak /opt/keycloak
USER 1000:0
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized", "--import-realm"]
