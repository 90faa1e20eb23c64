import { Hono } from 'hono';
import { SimulatorError } from '../error.ts';
import type { Simulation } from '../simulation.ts';
import { newResourceId, type OperatingSystem } from '../state/schema.ts';
import { defined } from './hosts.ts';
import { inventoryOf, localAccountResource, osResource, providerResource } from './json.ts';
import { listResponse, ListQuery } from './list.ts';
import { LocalAccountCreate, OsCreate, OsPatch, ProviderCreate, readBody, readQuery } from './validation.ts';

/** `compute/os…`, also known as `compute/operating_systems…` */
export function osRoutes(simulation: Simulation): Hono {
  const { store } = simulation;
  const { osText } = inventoryOf(simulation);
  const shown = (os: OperatingSystem) => osResource(os, osText);
  const app = new Hono();
  const find = (id: string) => found(store.state.operatingSystems, id, 'operating_system_resource');
  app.get('/', (context) => {
    const all = store.state.operatingSystems.map(shown);
    return context.json(listResponse('OperatingSystemResources', all, readQuery(context, ListQuery)));
  });
  app.post('/', async (context) => {
    const body = await readBody(context, OsCreate, 'OperatingSystemResource');
    const os = { resourceId: newResourceId('os'), profileVersion: '', ...body, ...stamps() };
    store.state.operatingSystems.push(os);
    store.changed();
    return context.json(shown(os));
  });
  app.get('/:id', (context) => context.json(shown(find(context.req.param('id')))));
  app.patch('/:id', async (context) => {
    const os = find(context.req.param('id'));
    Object.assign(os, defined(await readBody(context, OsPatch, 'OperatingSystemResource')), {
      updatedAt: Date.now(),
    });
    store.changed();
    return context.json(shown(os));
  });
  app.delete('/:id', (context) => {
    const os = find(context.req.param('id'));
    refuseWhenUsed(
      store.state.instances.some((instance) => instance.osId === os.resourceId),
      'the operating system has a relation with Instance and cannot be deleted',
    );
    store.state.operatingSystems = store.state.operatingSystems.filter((other) => other !== os);
    store.changed();
    return context.json({});
  });
  return app;
}

/** `providers…`; they cannot be updated, only deleted and created. */
export function providerRoutes({ store }: Simulation): Hono {
  const app = new Hono();
  const find = (id: string) => found(store.state.providers, id, 'provider_resource');
  app.get('/', (context) => {
    const all = store.state.providers.map(providerResource);
    return context.json(listResponse('providers', all, readQuery(context, ListQuery)));
  });
  app.post('/', async (context) => {
    const body = await readBody(context, ProviderCreate, 'ProviderResource');
    refuseWhenUsed(
      store.state.providers.some((other) => other.name === body.name),
      'constraint failed: ERROR: duplicate key value violates unique constraint "providerresource_name_tenant_id" (SQLSTATE 23505)',
    );
    const provider = { resourceId: newResourceId('provider'), ...body, ...stamps() };
    store.state.providers.push(provider);
    store.changed();
    return context.json(providerResource(provider));
  });
  app.get('/:id', (context) => context.json(providerResource(find(context.req.param('id')))));
  app.delete('/:id', (context) => {
    const provider = find(context.req.param('id'));
    store.state.providers = store.state.providers.filter((other) => other !== provider);
    store.changed();
    return context.json({});
  });
  return app;
}

/** `localAccounts…`; they cannot be updated either. */
export function localAccountRoutes({ store }: Simulation): Hono {
  const app = new Hono();
  const find = (id: string) => found(store.state.localAccounts, id, 'local_account_resource');
  app.get('/', (context) => {
    const all = store.state.localAccounts.map(localAccountResource);
    return context.json(listResponse('localAccounts', all, readQuery(context, ListQuery)));
  });
  app.post('/', async (context) => {
    const body = await readBody(context, LocalAccountCreate, 'LocalAccountResource');
    refuseWhenUsed(
      store.state.localAccounts.some((other) => other.username === body.username),
      'constraint failed: ERROR: duplicate key value violates unique constraint "localaccountresource_username_tenant_id" (SQLSTATE 23505)',
    );
    const account = { resourceId: newResourceId('localaccount'), ...body, ...stamps() };
    store.state.localAccounts.push(account);
    store.changed();
    return context.json(localAccountResource(account));
  });
  app.get('/:id', (context) => context.json(localAccountResource(find(context.req.param('id')))));
  app.delete('/:id', (context) => {
    const account = find(context.req.param('id'));
    refuseWhenUsed(
      store.state.instances.some((instance) => instance.localAccountId === account.resourceId),
      'the localaccount has relations with instances and cannot be deleted',
    );
    store.state.localAccounts = store.state.localAccounts.filter((other) => other !== account);
    store.changed();
    return context.json({});
  });
  return app;
}

function found<R extends { readonly resourceId: string }>(among: readonly R[], id: string, kind: string): R {
  const resource = among.find((candidate) => candidate.resourceId === id);
  if (resource === undefined) throw new SimulatorError('NotFound', `${kind} not found`);
  return resource;
}

function refuseWhenUsed(isUsed: boolean, reason: string): void {
  if (isUsed) throw new SimulatorError('FailedPrecondition', reason);
}

function stamps(): { createdAt: number; updatedAt: number } {
  const now = Date.now();
  return { createdAt: now, updatedAt: now };
}
