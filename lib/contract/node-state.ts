import { z } from 'zod';

/**
 * libvirt's states, plus `saved` (off, with a managed save to resume from) and `no domain` (not yet defined, or gone).
 * `no state` also means that the host has not answered yet.
 */
export const nodeState = z.enum([
  'no domain',
  'no state',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shut off',
  'saved',
  'crashed',
  'suspended',
]);
export type NodeState = z.infer<typeof nodeState>;
