import type { GrpcCode } from '../error.ts';
import { nodeClient } from '../identity/node-client.ts';
import { updateHost } from '../inventory/hosts.ts';
import { status } from '../inventory/status.ts';
import { alreadyOnboarded, serialMismatch, unknownDevice, uuidMismatch } from '../scenarios/catalogue.ts';
import type { Simulation } from '../simulation.ts';
import type { Host, HostState } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import type { Device } from './device.ts';
import { startZeroTouch } from './zero-touch.ts';

export interface NioResponse {
  readonly code: 'OK' | GrpcCode;
  readonly message: string;
  /** Whether the real service would close the stream after this response. */
  readonly closes: boolean;
  readonly node_state: 'UNSPECIFIED' | 'REGISTERED' | 'ONBOARDED';
  readonly client_id: string;
  readonly client_secret: string;
  readonly project_id: string;
}

/** Onboards a device that presents no credentials, if it is registered. */
export function onboardNonInteractively(simulation: Simulation, reported: Device): NioResponse {
  const { scenarios, store } = simulation;
  const subject = { serial: reported.serial, address: reported.ip };
  if (scenarios.active(unknownDevice, subject) !== undefined) return notFound();
  if (scenarios.active(alreadyOnboarded, subject) !== undefined) return already('HOST_STATE_ONBOARDED');
  const device: Device = {
    ...reported,
    serial: scenarios.active(serialMismatch, subject)?.parameters.reported ?? reported.serial,
    uuid: scenarios.active(uuidMismatch, subject)?.parameters.reported.toLowerCase() ?? reported.uuid,
  };
  const found = findRegistered(store, device);
  if (found === 'unknown') return notFound();
  if (found === 'ambiguous') return refuse('Internal', 'Internal server error');
  return decide(simulation, found, device);
}

/** The first half of the decision table: finds the host and records mismatches. */
function findRegistered(store: Store, device: Device): Host | 'unknown' | 'ambiguous' {
  const byUuid = store.state.hosts.find((host) => host.uuid === device.uuid);
  if (byUuid?.serialNumber === '') return byUuid;
  const bySerials = store.state.hosts.filter((host) => host.serialNumber === device.serial);
  if (bySerials.length > 1) return 'ambiguous';
  const [bySerial] = bySerials;
  if (byUuid === undefined && bySerial === undefined) return 'unknown';
  if (byUuid === undefined && bySerial?.uuid === '') {
    updateHost(store, bySerial, { uuid: device.uuid });
    return bySerial;
  }
  if (byUuid !== undefined && bySerial !== undefined) return byUuid === bySerial ? byUuid : 'ambiguous';
  if (byUuid !== undefined) {
    updateHost(store, byUuid, { registrationStatus: status.registration.serialMismatch(device.serial) });
  } else if (bySerial !== undefined) {
    updateHost(store, bySerial, { registrationStatus: status.registration.uuidMismatch(device.uuid) });
  }
  return 'unknown';
}

/** The second half of the decision table: decides by the host's state. */
function decide(simulation: Simulation, host: Host, device: Device): NioResponse {
  const { store } = simulation;
  if (
    host.currentState === 'HOST_STATE_ONBOARDED' ||
    host.registrationStatus.indicator === 'STATUS_INDICATION_ERROR'
  ) {
    return already(host.currentState);
  }
  const seen = { bmcIp: device.ip, pxeMac: device.mac };
  const project_id = store.state.project.uid;
  switch (host.desiredState) {
    case 'HOST_STATE_REGISTERED':
      updateHost(store, host, {
        ...seen,
        currentState: 'HOST_STATE_REGISTERED',
        registrationStatus: status.registration.done(),
      });
      return { ...accepted(project_id), node_state: 'REGISTERED', closes: false };
    case 'HOST_STATE_ONBOARDED': {
      const client = nodeClient(store, host.uuid);
      updateHost(store, host, {
        ...seen,
        currentState: 'HOST_STATE_ONBOARDED',
        onboardingStatus: status.onboarding.done(),
      });
      startZeroTouch(simulation, host);
      const credentials = { client_id: client.clientId, client_secret: client.clientSecret };
      return { ...accepted(project_id), ...credentials, node_state: 'ONBOARDED', closes: true };
    }
    case 'HOST_STATE_UNSPECIFIED':
    case 'HOST_STATE_DELETED':
    case 'HOST_STATE_UNTRUSTED':
      return refuse('FailedPrecondition', 'The node state is unspecified');
  }
}

const empty = { message: '', client_id: '', client_secret: '', project_id: '' };

function accepted(project_id: string): Omit<NioResponse, 'node_state' | 'closes'> {
  return { ...empty, code: 'OK', project_id };
}

/** The stream stays open: the device could try again, but changes to interactive onboarding instead. */
function notFound(): NioResponse {
  return { ...refuse('NotFound', 'Device not found'), closes: false };
}

function already(state: HostState): NioResponse {
  return refuse('FailedPrecondition', `Node is already ${state}`);
}

/** Also used for invalid reports. */
export function refuse(code: GrpcCode, message: string): NioResponse {
  return { ...empty, code, message, node_state: 'UNSPECIFIED', closes: true };
}
