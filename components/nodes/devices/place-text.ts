import type { MachineNic } from '../../../lib/contract/node-device.ts';

/** Where a network card is. */
export const placeOf = (network: MachineNic['network']): string =>
  network === null
    ? 'an unknown place'
    : network.kind === 'bridge'
      ? `bridge ${network.name}`
      : `network ${network.name}`;
