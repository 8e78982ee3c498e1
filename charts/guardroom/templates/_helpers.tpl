{{/* Names and what all pods share. */}}
{{- define "guardroom.name" -}}
{{- printf "%s-%s" .root.Release.Name .component | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "guardroom.selector" -}}
app.kubernetes.io/name: guardroom
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "guardroom.labels" -}}
{{ include "guardroom.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "guardroom.image" -}}
{{- $of := index .root.Values.image .image -}}
{{- if $of.digest -}}{{ $of.repository }}@{{ $of.digest }}{{- else -}}{{ $of.repository }}:{{ $of.tag | default .root.Chart.AppVersion }}{{- end -}}
{{- end }}

{{- define "guardroom.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
serviceAccountName: {{ .root.Release.Name }}-guardroom
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "guardroom.selector" . | nindent 8 }}
{{- end }}

{{- define "guardroom.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- end }}

{{/* Where the database is and the file with its passwords. */}}
{{- define "guardroom.databaseEnv" -}}
- { name: DATABASE_HOST, value: {{ .root.Values.database.host | quote }} }
- { name: DATABASE_PORT, value: {{ .root.Values.database.port | quote }} }
- { name: DATABASE_NAME, value: {{ .root.Values.database.name | quote }} }
- { name: DATABASE_TLS, value: verify }
- { name: DATABASE_PASSWORDS_FILE, value: /run/secrets/guardroom/database }
{{- end }}

{{- define "guardroom.authoritiesEnv" -}}
{{- if .root.Values.trustedAuthorities }}
- { name: NODE_EXTRA_CA_CERTS, value: /run/authorities/ca.crt }
{{- end }}
{{- end }}

{{- define "guardroom.authoritiesMount" -}}
{{- if .root.Values.trustedAuthorities }}
- { name: authorities, mountPath: /run/authorities, readOnly: true }
{{- end }}
{{- end }}

{{- define "guardroom.authoritiesVolume" -}}
{{- if .root.Values.trustedAuthorities }}
- name: authorities
  configMap: { name: {{ .root.Values.trustedAuthorities }}, items: [{ key: ca.crt, path: ca.crt }] }
{{- end }}
{{- end }}

{{/* The secrets of API and workers, as files that nobody else in the pod's namespace lists. */}}
{{- define "guardroom.secretsVolume" -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret: { name: {{ .root.Values.secrets.database }}, items: [{ key: passwords.json, path: database }] }
      - secret: { name: {{ .root.Values.secrets.redis }}, items: [{ key: url, path: redis-url }] }
      - secret: { name: {{ .root.Values.secrets.s3 }}, items: [{ key: accessKey, path: s3-access-key }, { key: secretKey, path: s3-secret-key }] }
      - secret: { name: {{ .root.Values.secrets.keycloak }}, items: [{ key: adminClientSecret, path: keycloak-admin-client }, { key: enrollerClientSecret, path: keycloak-enroller-client }] }
      - secret: { name: {{ .root.Values.secrets.livekit }}, items: [{ key: apiKey, path: livekit-api-key }, { key: apiSecret, path: livekit-api-secret }] }
{{- end }}

{{/* API and worker: one image, one configuration, another command. */}}
{{- define "guardroom.serverPod" -}}
{{- include "guardroom.pod" . }}
terminationGracePeriodSeconds: {{ add 45 .drainSeconds }}
containers:
  - name: {{ .component }}
    image: {{ include "guardroom.image" (dict "root" .root "image" "api") }}
    {{- include "guardroom.container" . | nindent 4 }}
    command: [node, --enable-source-maps, {{ .program }}]
    envFrom:
      - configMapRef: { name: {{ include "guardroom.name" (dict "root" .root "component" "settings") }} }
    env:
      {{- include "guardroom.databaseEnv" . | nindent 6 }}
      - { name: SHUTDOWN_DRAIN_SECONDS, value: {{ .drainSeconds | quote }} }
      - { name: REDIS_URL_FILE, value: /run/secrets/guardroom/redis-url }
      - { name: S3_ACCESS_KEY_FILE, value: /run/secrets/guardroom/s3-access-key }
      - { name: S3_SECRET_KEY_FILE, value: /run/secrets/guardroom/s3-secret-key }
      - { name: KEYCLOAK_ADMIN_CLIENT_SECRET_FILE, value: /run/secrets/guardroom/keycloak-admin-client }
      - { name: KEYCLOAK_ENROLLER_CLIENT_SECRET_FILE, value: /run/secrets/guardroom/keycloak-enroller-client }
      - { name: LIVEKIT_API_KEY_FILE, value: /run/secrets/guardroom/livekit-api-key }
      - { name: LIVEKIT_API_SECRET_FILE, value: /run/secrets/guardroom/livekit-api-secret }
      {{- include "guardroom.authoritiesEnv" . | nindent 6 }}
      {{- if eq .component "worker" }}
      - { name: TMPDIR, value: /var/lib/guardroom/packages }
      {{- end }}
    ports:
      {{- if eq .component "api" }}
      - { name: https, containerPort: 8443 }
      {{- end }}
      - { name: internal, containerPort: 9443 }
    {{- include "guardroom.probes" . | nindent 4 }}
    resources:
      {{- toYaml .resources | nindent 6 }}
    volumeMounts:
      - { name: secrets, mountPath: /run/secrets/guardroom, readOnly: true }
      - { name: tls, mountPath: /run/tls, readOnly: true }
      - { name: vault, mountPath: /var/lib/guardroom/vault }
      - { name: tmp, mountPath: /tmp }
      {{- if eq .component "worker" }}
      - { name: packages, mountPath: /var/lib/guardroom/packages }
      {{- end }}
      {{- include "guardroom.authoritiesMount" . | nindent 6 }}
volumes:
  {{- include "guardroom.secretsVolume" . | nindent 2 }}
  - name: tls
    secret: { secretName: {{ .root.Values.secrets.podTls }}, defaultMode: 0440 }
  - name: vault
    persistentVolumeClaim: { claimName: {{ .root.Values.vault.existingClaim }} }
  - name: tmp
    emptyDir: { sizeLimit: 64Mi }
  {{- if eq .component "worker" }}
  # A volume of the pod's own, gone with it: unlike a limit on the node's disk, the worker can see how much room it has.
  - name: packages
    ephemeral:
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          {{- with .root.Values.worker.packages.storageClassName }}
          storageClassName: {{ . }}
          {{- end }}
          resources: { requests: { storage: {{ .root.Values.worker.packages.storage }} } }
  {{- end }}
  {{- include "guardroom.authoritiesVolume" . | nindent 2 }}
{{- end }}

{{- define "guardroom.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: internal, scheme: HTTPS }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /health/live, port: internal, scheme: HTTPS }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: internal, scheme: HTTPS }
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 2
{{- end }}
