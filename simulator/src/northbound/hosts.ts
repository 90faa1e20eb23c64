import { Hono } from 'hono';
import { SimulatorError } from '../error.ts';
import { createHost, findHost, newHost, setDesiredState, updateHost } from '../inventory/hosts.ts';
import { status } from '../inventory/status.ts';
import type { Simulation } from '../simulation.ts';
import type { Host } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { hostResource, inventoryOf, type Resource } from './json.ts';
import { listResponse, ListQuery } from './list.ts';
import { hostSummary } from './host-summary.ts';
import {
  HostCreate,
  HostPatch,
  HostPut,
  HostRegister,
  InvalidateNote,
  readBody,
  readQuery,
} from './validation.ts';

/** `compute/hosts…` and `compute/hosts_summary`. */
export function hostRoutes(simulation: Simulation): Hono {
  const app = new Hono();
  listRoutes(app, simulation);
  changeRoutes(app, simulation);
  return app;
}

function listRoutes(app: Hono, simulation: Simulation): void {
  const { store } = simulation;
  const inventory = inventoryOf(simulation);
  const all = () => store.state.hosts.map((host) => hostResource(inventory, host));
  const example = hostResource(
    inventory,
    newHost({ name: '', uuid: '', serialNumber: '', desiredState: 'HOST_STATE_REGISTERED' }),
  );
  app.get('/hosts', (context) =>
    context.json(listResponse('hosts', all(), readQuery(context, ListQuery), example)),
  );
  for (const path of ['/hosts_summary', '/hosts/summary']) {
    app.get(path, (context) => {
      const { filter } = readQuery(context, ListQuery.pick({ filter: true }));
      return context.json(hostSummary(all(), filter));
    });
  }
  app.get('/hosts/:id', (context) =>
    context.json(shown(simulation, findHost(store, context.req.param('id')))),
  );
}

function changeRoutes(app: Hono, simulation: Simulation): void {
  const { store } = simulation;
  app.post('/hosts', async (context) => {
    const body = await readBody(context, HostCreate, 'HostResource');
    const host = createHost(store, { ...body, desiredState: 'HOST_STATE_ONBOARDED' });
    return context.json(shown(simulation, host));
  });
  app.post('/hosts/register', async (context) => {
    const body = await readBody(context, HostRegister, 'HostRegister');
    return context.json(shown(simulation, register(store, body)));
  });
  app.delete('/hosts/:id', (context) => {
    const host = findHost(store, context.req.param('id'));
    setDesiredState(store, host, 'HOST_STATE_DELETED');
    updateHost(store, host, { hostStatus: status.host.deleting() });
    simulation.reconcileSoon();
    return context.json({});
  });
  app.patch('/hosts/:id/onboard', (context) => {
    const host = findHost(store, context.req.param('id'));
    setDesiredState(store, host, 'HOST_STATE_ONBOARDED');
    return context.json({});
  });
  app.patch('/hosts/:id/register', async (context) => {
    const host = findHost(store, context.req.param('id'));
    const { name, autoOnboard } = await readBody(context, HostRegister, 'HostRegister');
    setDesiredState(store, host, autoOnboard ? 'HOST_STATE_ONBOARDED' : 'HOST_STATE_REGISTERED');
    updateHost(store, host, { name });
    return context.json(shown(simulation, host));
  });
  app.put('/hosts/:id/invalidate', (context) => {
    const host = findHost(store, context.req.param('id'));
    setDesiredState(store, host, 'HOST_STATE_UNTRUSTED', readNote(context.req.query('note')));
    simulation.reconcileSoon();
    return context.json({});
  });
  app.patch('/hosts/:id', async (context) => {
    const host = findHost(store, context.req.param('id'));
    const body = await readBody(context, HostPatch, 'HostResource');
    updateHost(store, host, defined(body));
    return context.json(shown(simulation, host));
  });
  app.put('/hosts/:id', async (context) => {
    const host = findHost(store, context.req.param('id'));
    updateHost(store, host, await readBody(context, HostPut, 'HostResource'));
    return context.json(shown(simulation, host));
  });
}

interface Registration {
  readonly name: string;
  readonly uuid: string;
  readonly serialNumber: string;
  readonly autoOnboard: boolean;
  readonly enableVpro: boolean;
  readonly userLvmSize: number;
}

function register(store: Store, { autoOnboard, ...wanted }: Registration): Host {
  if (wanted.uuid === '' && wanted.serialNumber === '') {
    throw new SimulatorError('InvalidArgument', 'either UUID or SerialNumber must be set');
  }
  const desiredState = autoOnboard ? 'HOST_STATE_ONBOARDED' : 'HOST_STATE_REGISTERED';
  return createHost(store, { ...wanted, desiredState });
}

function readNote(note: string | undefined): string {
  if (note === '') throw new SimulatorError('gateway-invalid', 'empty value is not allowed');
  const parsed = InvalidateNote.safeParse(note);
  if (parsed.success) return parsed.data ?? '';
  throw new SimulatorError('gateway-invalid', 'parameter "note" in query has an error');
}

function shown(simulation: Simulation, host: Host): Resource {
  return hostResource(inventoryOf(simulation), host);
}

/** Without the fields that were not sent. */
export function defined<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  const result: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  return Object.assign(result, Object.fromEntries(entries));
}
