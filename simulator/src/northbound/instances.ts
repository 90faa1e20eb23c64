import { Hono } from 'hono';
import { SimulatorError } from '../error.ts';
import { createInstance, findInstance, newInstance, updateInstance } from '../inventory/instances.ts';
import type { Simulation } from '../simulation.ts';
import { defined } from './hosts.ts';
import { instanceResource, inventoryOf } from './json.ts';
import { listResponse, ListQuery } from './list.ts';
import { InstanceCreate, InstancePatch, readBody, readQuery } from './validation.ts';

const NOTHING = {
  name: '',
  kind: 'INSTANCE_KIND_UNSPECIFIED',
  hostId: '',
  osId: '',
  localAccountId: '',
  securityFeature: 'SECURITY_FEATURE_UNSPECIFIED',
} as const;

/** `compute/instances…` */
export function instanceRoutes(simulation: Simulation): Hono {
  const { store } = simulation;
  const app = new Hono();
  const inventory = inventoryOf(simulation);
  const example = instanceResource(inventory, newInstance(NOTHING));
  app.get('/', (context) => {
    const all = store.state.instances.map((instance) => instanceResource(inventory, instance));
    return context.json(listResponse('instances', all, readQuery(context, ListQuery), example));
  });
  app.post('/', async (context) => {
    const body = await readBody(context, InstanceCreate, 'InstanceResource');
    const { hostID: hostId, osID: osId, localAccountID: localAccountId, ...others } = body;
    const { customConfigID: customConfigIds, ...rest } = others;
    const instance = createInstance(store, { ...rest, hostId, osId, localAccountId, customConfigIds });
    simulation.reconcileSoon();
    return context.json(instanceResource(inventory, instance));
  });
  app.get('/:id', (context) =>
    context.json(instanceResource(inventory, findInstance(store, context.req.param('id')))),
  );
  app.patch('/:id', async (context) => {
    const instance = findInstance(store, context.req.param('id'));
    const { osID, ...rest } = await readBody(context, InstancePatch, 'InstanceResource');
    if (osID !== undefined && !store.state.operatingSystems.some((os) => os.resourceId === osID)) {
      throw new SimulatorError('NotFound', 'operating_system_resource not found');
    }
    updateInstance(store, instance, defined({ ...rest, osId: osID }));
    return context.json(instanceResource(inventory, instance));
  });
  app.put('/:id/invalidate', (context) => {
    const instance = findInstance(store, context.req.param('id'));
    updateInstance(store, instance, { desiredState: 'INSTANCE_STATE_UNTRUSTED' });
    simulation.reconcileSoon();
    return context.json({});
  });
  app.delete('/:id', (context) => {
    const instance = findInstance(store, context.req.param('id'));
    updateInstance(store, instance, { desiredState: 'INSTANCE_STATE_DELETED' });
    simulation.reconcileSoon();
    return context.json({});
  });
  return app;
}
