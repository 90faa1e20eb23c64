import { SimulatorError } from '../error.ts';
import { type Host, type Instance, newResourceId } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { status } from './status.ts';

export interface NewInstance {
  readonly name: string;
  readonly kind: Instance['kind'];
  readonly hostId: string;
  readonly osId: string;
  readonly localAccountId: string;
  readonly customConfigIds?: readonly string[];
  readonly securityFeature: Instance['securityFeature'];
}

/** Adds an instance; a host has at most one. */
export function createInstance(store: Store, wanted: NewInstance): Instance {
  const { state } = store;
  requireReference(state.hosts, wanted.hostId, 'host_resource', false);
  requireReference(state.operatingSystems, wanted.osId, 'operating_system_resource', true);
  requireReference(state.localAccounts, wanted.localAccountId, 'local_account_resource', false);
  if (wanted.hostId !== '' && state.instances.some((other) => other.hostId === wanted.hostId)) {
    throw new SimulatorError(
      'FailedPrecondition',
      'constraint failed: ERROR: duplicate key value violates unique constraint "instance_resources_instance_resource_host_key" (SQLSTATE 23505)',
    );
  }
  const instance = newInstance(wanted);
  state.instances.push(instance);
  store.changed();
  return instance;
}

/** A new instance, not added to the inventory yet. */
export function newInstance(wanted: NewInstance): Instance {
  const now = Date.now();
  return {
    resourceId: newResourceId('inst'),
    ...wanted,
    customConfigIds: [...(wanted.customConfigIds ?? [])],
    desiredState: 'INSTANCE_STATE_RUNNING',
    currentState: 'INSTANCE_STATE_UNSPECIFIED',
    instanceStatus: status.instance.initial(),
    instanceStatusDetail: '',
    provisioningStatus: status.provisioning.initial(),
    updateStatus: status.update.initial(),
    trustedAttestationStatus: status.attestation.initial(),
    createdAt: now,
    updatedAt: now,
  };
}

function requireReference(
  among: readonly { resourceId: string }[],
  resourceId: string,
  kind: string,
  required: boolean,
): void {
  if (resourceId === '' && !required) return;
  if (resourceId === '') throw new SimulatorError('InvalidArgument', `missing required edge: ${kind}`);
  if (!among.some((candidate) => candidate.resourceId === resourceId)) {
    throw new SimulatorError('NotFound', `${kind} not found`);
  }
}

export function findInstance(store: Store, resourceId: string): Instance {
  const instance = store.state.instances.find((candidate) => candidate.resourceId === resourceId);
  if (instance === undefined) throw new SimulatorError('NotFound', 'instance_resource not found');
  return instance;
}

export function instanceOf(store: Store, host: Host): Instance | undefined {
  return store.state.instances.find((instance) => instance.hostId === host.resourceId);
}

/** Changes fields of an instance and its `updatedAt`. */
export function updateInstance(
  store: Store,
  instance: Instance,
  change: Partial<Omit<Instance, 'resourceId'>>,
): void {
  Object.assign(instance, change, { updatedAt: Date.now() });
  store.changed();
}
