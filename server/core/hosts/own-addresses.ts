import { networkInterfaces } from 'node:os';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostSettings } from '../../../lib/contract/host-settings.ts';

/** Of this machine, other than loopback; nodes of other machines may reach it there. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address),
  );

/** Refuses an address that the simulator could not listen at. */
export function checkSimulatorAddress({ simulatorAddress }: HostSettings): void {
  if (simulatorAddress === null) return;
  const own = ownAddresses();
  if (own.includes(simulatorAddress)) return;
  const message = `${simulatorAddress} is not an address of the console’s machine.`;
  throw new ConsoleError('invalid', message, {
    fix: `It has ${own.join(', ') || 'none but loopback'}. Choose the one that the host reaches it at.`,
    errors: [{ field: 'settings.simulatorAddress', message }],
  });
}
