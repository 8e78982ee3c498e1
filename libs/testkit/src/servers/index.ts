export { testServers, type TestServers, type TestServerName, type TestPostgres, type TestRedis, type TestMinio, type TestKeycloak, type TestLivekit } from './test-servers.ts';
export { signIn, refresh, renewed, oneTimeCode, claimsOf, type Credentials, type SignedIn, type SignInOptions } from './sign-in.ts';
export { createPerson, keycloakAdmin, type KeycloakAdmin, type TestPerson } from './people.ts';
export { testInstallation, type TestInstallation } from './test-installation.ts';
export { freePort } from './free-port.ts';
