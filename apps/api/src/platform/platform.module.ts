import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { type Clock, systemClock } from '@guardroom/kernel';
import { Config } from './config/config.ts';
import { AuthDb, RelayDb, Tenants } from './database/databases.ts';
import { Upkeep } from './database/upkeep.ts';
import { Notifications } from './database/notifications.ts';
import { PlatformDb } from './database/platform-db.ts';
import { ErrorFilter } from './errors/error-filter.ts';
import { OperationGuard } from './http/operation-guard.ts';
import { Identity } from './identity/identity.ts';
import { KeycloakAdmin } from './identity/keycloak-admin.ts';
import { TokenVerifier } from './identity/token-verifier.ts';
import { FileKeyVault } from './key-vault/key-vault.ts';
import { ObjectStore } from './object-store/object-store.ts';
import { Metrics } from './telemetry/metrics.ts';

/** The present, as the features take it. */
export class SystemClock implements Clock {
  now = systemClock.now;
  nowMs = systemClock.nowMs;
}

const verifier = (config: Config, audience: string, mayHold: (azp: string) => boolean): TokenVerifier =>
  new TokenVerifier({ serverUrl: config.keycloak.url, realm: config.keycloak.realm, audience, mayHold });

/** Adapters that know no feature. */
@Global()
@Module({
  imports: [CqrsModule.forRoot(), DiscoveryModule],
  providers: [
    { provide: Config, useFactory: () => new Config() },
    { provide: SystemClock, useFactory: () => new SystemClock() },
    { provide: AuthDb, inject: [Config], useFactory: (c: Config) => new AuthDb(c) },
    { provide: RelayDb, inject: [Config], useFactory: (c: Config) => new RelayDb(c) },
    { provide: Tenants, inject: [Config], useFactory: (c: Config) => new Tenants(c) },
    { provide: PlatformDb, inject: [Config], useFactory: (c: Config) => new PlatformDb(c) },
    { provide: Notifications, inject: [Config], useFactory: (c: Config) => new Notifications(c) },
    { provide: KeycloakAdmin, inject: [Config], useFactory: (c: Config) => new KeycloakAdmin(c) },
    { provide: ObjectStore, inject: [Config], useFactory: (c: Config) => new ObjectStore(c) },
    { provide: FileKeyVault, inject: [Config], useFactory: (c: Config) => new FileKeyVault(c) },
    { provide: Upkeep, inject: [Config, RelayDb, AuthDb], useFactory: (c: Config, relay: RelayDb, auth: AuthDb) => new Upkeep(c, relay, auth) },
    { provide: Metrics, useFactory: () => new Metrics() },
    { provide: Identity, inject: [AuthDb], useFactory: (a: AuthDb) => new Identity(a) },
    {
      provide: OperationGuard,
      inject: [Config, Identity],
      useFactory: (c: Config, identity: Identity) =>
        new OperationGuard(verifier(c, 'guardroom-api', (azp) => azp === 'guardroom-console'), verifier(c, 'guardroom-gateway', (azp) => azp !== 'guardroom-console'), identity),
    },
    { provide: APP_GUARD, useExisting: OperationGuard },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
  exports: [CqrsModule, Config, SystemClock, AuthDb, RelayDb, Tenants, PlatformDb, Notifications, KeycloakAdmin, ObjectStore, FileKeyVault, Upkeep, Metrics, Identity, OperationGuard],
})
export class PlatformModule {}
