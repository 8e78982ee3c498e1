#!/bin/bash
# Makes every secret of an installation by compose.yaml, once: random, in files that only this account reads. What is there
# already is kept, so that it may be run again after an upgrade that needs a new one.
#
#   GUARDROOM_HOST=guardroom.example AUTH_HOST=auth.example STORE_HOST=store.example NODE_IP=203.0.113.7 infra/compose/make-secrets.sh
#
# Certificate: put the chain and the key for the three names, in PEM, one after the other, into secrets/tls, and the
# certificate of the authority that signed it into secrets/ca. Without them an authority of this installation's own is made,
# for an intranet: secrets/ca then goes into the browsers and gateways.
set -euo pipefail
: "${GUARDROOM_HOST:?}" "${AUTH_HOST:?}" "${STORE_HOST:?}" "${NODE_IP:?the address at which browsers and gateways reach this machine}"
here="$(cd "$(dirname "$0")" && pwd)"
out="${SECRETS:-$here/secrets}"
env_file="${ENV_FILE:-$here/../.env}"
umask 077
mkdir -p "$out"
# Containers read the files under accounts of their own; the folder keeps everybody else of this machine out.
chmod 700 "$out"

random() { openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n'; }
# keep NAME VALUE: writes a secret that is not there yet.
keep() { [ -e "$out/$1" ] || { printf '%s\n' "$2" > "$out/$1.new"; chmod 444 "$out/$1.new"; mv "$out/$1.new" "$out/$1"; }; }
value() { cat "$out/$1"; }

if [ ! -e "$out/database-owner" ]; then
  readers=''
  for login in auth school district case ingest relay platform; do readers="$readers\"$login\":\"$(random)\","; done
  keep database "{${readers%,}}"
  keep database-owner "{\"owner\":\"$(random)\",${readers%,}}"
fi
for name in postgres-admin keycloak-database keycloak-bootstrap-admin keycloak-admin-client keycloak-enroller-client s3-secret-key livekit-api-secret; do keep "$name" "$(random)"; done
keep s3-access-key "guardroom-$(openssl rand -hex 6)"
keep livekit-api-key "API$(openssl rand -hex 6)"
if [ ! -e "$out/redis-conf" ]; then
  password="$(random)"
  keep redis-url "redis://:$password@redis:6379/0"
  keep redis-conf "port 6379
requirepass $password
dir /data
appendonly yes
appendfsync everysec
save \"\"
maxmemory-policy noeviction
databases 16"
fi
redis_password="$(sed -n 's/^requirepass //p' "$out/redis-conf")"
keep livekit "port: 7880
rtc: { tcp_port: 0, udp_port: 7882, use_external_ip: false, node_ip: '$NODE_IP' }
redis: { address: 'redis:6379', password: '$redis_password', db: 1 }
keys: { '$(value livekit-api-key)': '$(value livekit-api-secret)' }
room: { auto_create: false, empty_timeout: 86400, departure_timeout: 86400 }
logging: { level: info, json: true }"
keep realm "$(sed -e "s|\${publicUrl}|https://$GUARDROOM_HOST|g" -e "s|\${adminClientSecret}|$(value keycloak-admin-client)|" -e "s|\${enrollerClientSecret}|$(value keycloak-enroller-client)|" "$here/../keycloak/guardroom-realm.json")"

if [ ! -e "$out/tls" ]; then
  [ ! -e "$out/ca" ] || { echo "secrets/ca is there and secrets/tls is not: add the certificate, or take secrets/ca away" >&2; exit 1; }
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  new_key() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@" 2>/dev/null; }
  new_key -x509 -days 3650 -keyout "$work/ca.key" -out "$work/ca.pem" -subj "/CN=Guardroom $GUARDROOM_HOST" -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign
  new_key -keyout "$work/tls.key" -out "$work/tls.csr" -subj "/CN=$GUARDROOM_HOST"
  printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:%s,DNS:%s,DNS:%s\n' "$GUARDROOM_HOST" "$AUTH_HOST" "$STORE_HOST" > "$work/ext"
  openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 825 -extfile "$work/ext" -out "$work/tls.pem" 2>/dev/null
  keep ca "$(cat "$work/ca.pem")"
  keep tls "$(cat "$work/tls.pem" "$work/ca.pem" "$work/tls.key")"
  echo "no certificate in secrets/tls: made one under an own authority. Put secrets/ca into browsers and gateways, or replace both."
fi

printf 'GUARDROOM_HOST=%s\nAUTH_HOST=%s\nSTORE_HOST=%s\n' "$GUARDROOM_HOST" "$AUTH_HOST" "$STORE_HOST" > "$env_file"
echo "secrets are in $out; start with: docker compose -f infra/compose.yaml up -d --build"
