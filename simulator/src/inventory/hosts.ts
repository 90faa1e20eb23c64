import { SimulatorError } from '../error.ts';
import { type Host, type HostState, newResourceId } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { status } from './status.ts';

/** The desired states that are allowed in each current state; any host may be deleted. */
const TRANSITIONS: Readonly<Record<HostState, readonly HostState[]>> = {
  HOST_STATE_UNTRUSTED: ['HOST_STATE_DELETED', 'HOST_STATE_UNTRUSTED'],
  HOST_STATE_UNSPECIFIED: [
    'HOST_STATE_DELETED',
    'HOST_STATE_UNSPECIFIED',
    'HOST_STATE_REGISTERED',
    'HOST_STATE_ONBOARDED',
    'HOST_STATE_UNTRUSTED',
  ],
  HOST_STATE_REGISTERED: ['HOST_STATE_DELETED', 'HOST_STATE_REGISTERED', 'HOST_STATE_ONBOARDED'],
  HOST_STATE_ONBOARDED: ['HOST_STATE_DELETED', 'HOST_STATE_ONBOARDED', 'HOST_STATE_UNTRUSTED'],
  HOST_STATE_DELETED: ['HOST_STATE_DELETED'],
};

export interface NewHost {
  readonly name: string;
  readonly uuid: string;
  readonly serialNumber: string;
  readonly desiredState: HostState;
  readonly metadata?: Host['metadata'];
  readonly userLvmSize?: number;
  readonly enableVpro?: boolean;
}

/**
 * Adds a host. As in the inventory, a uuid is unique, but a serial number only among hosts without a known uuid: the serial
 * number of an onboarded host can be registered again, as a second host.
 */
export function createHost(store: Store, wanted: NewHost): Host {
  const { hosts } = store.state;
  const uuid = wanted.uuid.toLowerCase();
  if (uuid !== '' && hosts.some((host) => host.uuid === uuid)) throw duplicate('hostresource_uuid');
  const serial = wanted.serialNumber;
  if (uuid === '' && hosts.some((host) => host.uuid === '' && host.serialNumber === serial)) {
    throw duplicate('hostresource_serial_number');
  }
  const host = newHost({ ...wanted, uuid });
  hosts.push(host);
  store.changed();
  return host;
}

/** A new host, not added to the inventory yet. */
export function newHost(wanted: NewHost): Host {
  const now = Date.now();
  return {
    resourceId: newResourceId('host'),
    name: wanted.name,
    uuid: wanted.uuid,
    serialNumber: wanted.serialNumber,
    note: '',
    siteId: '',
    desiredState: wanted.desiredState,
    currentState: 'HOST_STATE_UNSPECIFIED',
    desiredPowerState: 'POWER_STATE_ON',
    metadata: wanted.metadata ?? [],
    userLvmSize: wanted.userLvmSize ?? 0,
    enableVpro: wanted.enableVpro ?? false,
    bmcIp: '',
    pxeMac: '',
    hostname: '',
    hardware: { memoryBytes: '0', cpuModel: '', cpuCores: 0, productName: '', biosVersion: '' },
    hostStatus: status.host.initial(),
    onboardingStatus: status.onboarding.initial(),
    registrationStatus: status.registration.initial(),
    powerStatus: status.power.initial(),
    createdAt: now,
    updatedAt: now,
  };
}

function duplicate(index: string): SimulatorError {
  return new SimulatorError(
    'FailedPrecondition',
    `constraint failed: ERROR: duplicate key value violates unique constraint "${index}" (SQLSTATE 23505)`,
  );
}

export function findHost(store: Store, resourceId: string): Host {
  const host = store.state.hosts.find((candidate) => candidate.resourceId === resourceId);
  if (host === undefined) throw new SimulatorError('NotFound', 'host_resource not found');
  return host;
}

/** Changes fields of a host and its `updatedAt`. */
export function updateHost(store: Store, host: Host, change: Partial<Omit<Host, 'resourceId'>>): void {
  Object.assign(host, change, { updatedAt: Date.now() });
  store.changed();
}

/** Records a host's desired state; the controllers act on it. */
export function setDesiredState(store: Store, host: Host, desired: HostState, note?: string): void {
  if (!TRANSITIONS[host.currentState].includes(desired)) {
    throw new SimulatorError(
      'InvalidArgument',
      `UpdateHost ${host.resourceId} from ${host.currentState} to ${desired} is not allowed`,
    );
  }
  updateHost(store, host, { desiredState: desired, ...(note === undefined ? {} : { note }) });
}
