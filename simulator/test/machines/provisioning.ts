import { expect } from 'vitest';
import { type Client, type ShownHost } from '../support/client.ts';
import { GUEST_PATIENCE, until } from '../support/until.ts';
import { type Machine } from './machine.ts';
import { everySerialPort } from './serial-texts.ts';

const PATIENCE = 4 * 60_000;

/** Until the host is "Running"; every provisioning status it showed on the way. */
export async function untilRunning(client: Client, node: Machine, resourceId: string): Promise<string[]> {
  const shown: string[] = [];
  await until(
    'the host to run',
    async () => {
      const { hostStatus, instance } = await client.host(resourceId);
      const status = instance?.provisioningStatus ?? '';
      if (shown.at(-1) !== status) shown.push(status);
      expect(status).not.toContain('Failed');
      return hostStatus === 'Running' ? true : undefined;
    },
    () => `${shown.join('\n')}\n${everySerialPort(node)}`,
    PATIENCE,
  );
  expect(await client.host(resourceId)).toMatchObject({
    currentState: 'HOST_STATE_ONBOARDED',
    hostStatus: 'Running',
    hostStatusIndicator: 'STATUS_INDICATION_IDLE',
    instance: { provisioningStatus: 'Provisioned', provisioningStatusIndicator: 'STATUS_INDICATION_IDLE' },
  });
  return shown;
}

/** Until the provisioning has failed; what the API says about it. */
export async function untilFailed(client: Client, node: Machine, resourceId: string): Promise<string> {
  return until(
    'the provisioning to fail',
    async () => {
      const status = (await client.host(resourceId)).instance?.provisioningStatus ?? '';
      return status.startsWith('Provisioning Failed') ? status : undefined;
    },
    () => everySerialPort(node),
    PATIENCE,
  );
}

/** The host that an interactive onboarding has made. */
export async function hostOf(client: Client, node: Machine): Promise<ShownHost> {
  return until(
    'the host',
    async () => (await client.hosts()).find(({ uuid }) => uuid === node.uuid),
    () => everySerialPort(node),
    GUEST_PATIENCE,
  );
}
