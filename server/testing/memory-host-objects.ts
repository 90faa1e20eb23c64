/* oxlint-disable typescript/require-await -- the interface is made of promises, memory answers at once */
import { ConsoleError } from '../../lib/contract/error.ts';
import type { AnyNetworks, AnyStorage } from '../hypervisor/api.ts';

const nothing = async (): Promise<never> => {
  throw new ConsoleError('not-found', 'The host has none.', { fix: 'Check the name.' });
};

/** A host in memory has neither networks nor pools of others that could be changed. */
export const NO_NETWORKS: AnyNetworks = {
  get: nothing,
  create: nothing,
  define: nothing,
  act: nothing,
  remove: nothing,
};
export const NO_STORAGE: AnyStorage = {
  ...{ createPool: nothing, actOnPool: nothing, removePool: nothing, volumes: nothing },
  cloneVolume: nothing,
  ...{ createVolume: nothing, resizeVolume: nothing, removeVolume: nothing, write: nothing, read: nothing },
};
