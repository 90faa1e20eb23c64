import { SimulatorError } from '../error.ts';
import { nodeClient } from '../identity/node-client.ts';
import { type Claims, roles } from '../identity/tokens.ts';
import { createHost, updateHost } from '../inventory/hosts.ts';
import { status } from '../inventory/status.ts';
import type { Simulation } from '../simulation.ts';
import type { Device } from './device.ts';
import { startZeroTouch } from './zero-touch.ts';

/** The device's client in the realm, and the project's id. */
export interface IoResponse {
  readonly project_id: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/**
 * Onboards a device on whose console a user has signed in. For a new host the project's id is empty: the real service reads
 * it from a variable that it never set, and devices try a second time.
 */
export function onboardInteractively(simulation: Simulation, caller: Claims, device: Device): IoResponse {
  const { store } = simulation;
  const { uid } = store.state.project;
  const allowed = [roles.onboard(uid), roles.nodeAgent(uid)];
  if (!caller.realm_access.roles.some((role) => allowed.includes(role))) {
    throw new SimulatorError('PermissionDenied', 'Request is blocked by RBAC');
  }
  const client = nodeClient(store, device.uuid);
  const credentials = { client_id: client.clientId, client_secret: client.clientSecret };
  const seen = { bmcIp: device.ip, pxeMac: device.mac };
  const onboarded = {
    ...seen,
    currentState: 'HOST_STATE_ONBOARDED',
    onboardingStatus: status.onboarding.done(),
  } as const;
  const known = store.state.hosts.find((host) => host.uuid === device.uuid);
  if (known === undefined) {
    const host = createHost(store, {
      name: '',
      uuid: device.uuid,
      serialNumber: device.serial,
      desiredState: 'HOST_STATE_ONBOARDED',
    });
    updateHost(store, host, onboarded);
    startZeroTouch(simulation, host);
    return { ...credentials, project_id: '' };
  }
  if (known.serialNumber !== device.serial) {
    updateHost(store, known, {
      ...onboarded,
      serialNumber: device.serial,
      registrationStatus: status.registration.unknown(),
    });
  } else if (known.currentState !== 'HOST_STATE_ONBOARDED') {
    // The real service changes nothing: the case cannot arise, because non-interactive onboarding, which comes first,
    // would have accepted this device. Here a scenario may have rejected it.
    updateHost(store, known, { ...onboarded, desiredState: 'HOST_STATE_ONBOARDED' });
  }
  startZeroTouch(simulation, known);
  return { ...credentials, project_id: uid };
}
