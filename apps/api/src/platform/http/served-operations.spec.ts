import 'reflect-metadata';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, NestFactory } from '@nestjs/core';
import { anyPrincipal, open, type Route } from '@guardroom/contracts';
import { z } from 'zod';
import { Operation } from './operation.ts';
import { proveOperationsServed } from './served-operations.ts';
import { createServer } from './server.ts';

const routeOf = (id: string, permission: Route['permission'] = anyPrincipal): Route =>
  ({ id, method: 'GET', path: `/v1/${id}`, scope: 'person', summary: id, permission, result: z.object({}) });

const [listed, told] = [routeOf('test.listed'), routeOf('test.told', open('whoever asks may know it'))];
const table = { listed, told };

@Controller()
class Both {
  @Operation(listed) list(): object { return {}; }
  @Operation(told) tell(): object { return {}; }
}

@Controller()
class One {
  @Operation(listed) list(): object { return {}; }
}

@Controller()
class Stray {
  @Get('/v1/stray') stray(): object { return {}; }
}

function moduleOf(...controllers: Type[]): Type {
  @Module({ imports: [DiscoveryModule], controllers })
  class Served {}
  return Served;
}

async function prove(routes: Record<string, Route>, ...controllers: Type[]): Promise<void> {
  const app = await NestFactory.createApplicationContext(moduleOf(...controllers), { logger: false, abortOnError: false });
  proveOperationsServed(routes, app.get(DiscoveryService, { strict: false }), new MetadataScanner());
}

/** As a slip in plain JavaScript, or a cast, would leave it. */
const withoutPermission = { ...listed, id: 'test.unguarded', permission: undefined } as unknown as Route;
const withoutReason = routeOf('test.open', open('because'));

@Controller()
class Careless {
  @Operation(withoutPermission) unguarded(): object { return {}; }
  @Operation(withoutReason) open(): object { return {}; }
}

describe('the proof that every operation is served', () => {
  test('holds when each is served once', async () => {
    await expect(prove(table, Both)).resolves.toBeUndefined();
  });

  test.each<[string, Record<string, Route>, Type[], string]>([
    ['nobody serves', table, [One], 'test.told is served by no controller'],
    ['two serve', table, [Both, One], 'test.listed is served by Both.list and One.list'],
    ['the table does not hold', { listed }, [Both], 'test.told is not in the route table'],
    ['has a path and no entry', table, [Both, Stray], 'Stray.stray has a path but no operation'],
    ['lets in nobody knows whom', { withoutPermission, withoutReason }, [Careless], 'test.unguarded has no permission; test.open is public without a written reason'],
  ])('fails and names the operation that %s', async (_what, routes, controllers, told) => {
    await expect(prove(routes, ...controllers)).rejects.toThrow(new Error(`routes: ${told}`));
  });

  test('lists all that is wrong at once', async () => {
    await expect(prove({ ...table, withoutPermission }, One, Stray)).rejects.toThrow(
      'routes: test.told is served by no controller; test.unguarded is served by no controller; test.unguarded has no permission; Stray.stray has a path but no operation',
    );
  });
});

describe('the API', () => {
  const nowhere = 'http://127.0.0.1:9';
  beforeEach(() => {
    Object.assign(process.env, {
      GUARDROOM_PUBLIC_URL: nowhere, API_PORT: '0', LOG_LEVEL: 'fatal', KEYCLOAK_URL: nowhere, REDIS_URL: nowhere, S3_ENDPOINT: nowhere, S3_ACCESS_KEY: '-', S3_SECRET_KEY: '-',
      KEYCLOAK_ADMIN_CLIENT_ID: '-', KEYCLOAK_ADMIN_CLIENT_SECRET: '-', KEYCLOAK_ENROLLER_CLIENT_ID: '-', KEYCLOAK_ENROLLER_CLIENT_SECRET: '-', LIVEKIT_URL: nowhere, LIVEKIT_API_KEY: '-', LIVEKIT_API_SECRET: '-',
      VAULT_DIR: '-', DATABASE_HOST: '127.0.0.1', DATABASE_PORT: '9', DATABASE_NAME: '-', DATABASE_PASSWORDS: '{}',
    });
  });

  test('refuses to start on an operation that nobody serves', async () => {
    await expect(createServer(moduleOf(One), table)).rejects.toThrow('routes: test.told is served by no controller');
  });

  test('refuses to start on an operation without permission', async () => {
    await expect(createServer(moduleOf(Careless), { withoutPermission })).rejects.toThrow('test.unguarded has no permission');
  });
});
