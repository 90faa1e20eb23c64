import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { hostRequest, type HostRequest, type HostSettings } from '../../../lib/contract/host-settings.ts';
import type { Flag } from '../command.ts';

const count = (unit: string) => z.coerce.number({ error: `use a number of ${unit}` });

/** What is not given stays, or has its default. */
export const hostOptions = z.object({
  label: z.array(z.string()).optional(),
  labels: z.boolean().default(true),
  cpuOvercommit: count('vCPUs for each processor').optional(),
  reserveMemory: count('MiB').optional(),
  reserveDisk: count('GiB').optional(),
  maintenance: z.boolean().optional(),
  booting: z.union([z.literal('any').transform(() => null), count('nodes')]).optional(),
  simulatorAddress: z.string().optional(),
  hostKey: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}=?$/, 'use the fingerprint as ssh-keygen prints it: SHA256:…')
    .optional(),
  forgetHostKeys: z.boolean().default(false),
});
export type HostOptions = z.infer<typeof hostOptions>;

export const HOST_FLAGS: readonly Flag[] = [
  ['--label <label...>', 'labels, such as rack=3; they replace those that it has'],
  ['--no-labels', 'remove its labels'],
  ['--cpu-overcommit <number>', 'vCPUs for each processor of the host (default 4)'],
  ['--reserve-memory <MiB>', 'memory that is kept free for the host itself (default 512)'],
  ['--reserve-disk <GiB>', 'space that is kept free in each storage pool (default 0)'],
  ['--maintenance', 'no new nodes; those that it has stay as they are'],
  ['--no-maintenance', 'it takes new nodes again'],
  ['--booting <number>', 'how many of its nodes may boot at once, or "any" (default)'],
  [
    '--simulator-address <ip>',
    'address of the console at which its nodes reach the built-in simulator, or "none"',
  ],
  ['--host-key <sha256>', 'confirm the key of its SSH server that has this fingerprint'],
  ['--forget-host-keys', 'forget the keys that were confirmed before'],
];

/** The request that the options and what the host has before amount to. Throws `invalid` with the name of the field. */
export function requestFrom(
  name: string,
  uri: string,
  before: Partial<HostSettings>,
  given: HostOptions,
): HostRequest {
  const settings = {
    ...before,
    ...(given.labels ? {} : { labels: [] }),
    ...(given.label === undefined ? {} : { labels: given.label }),
    ...(given.cpuOvercommit === undefined ? {} : { cpuOvercommit: given.cpuOvercommit }),
    ...(given.reserveMemory === undefined ? {} : { reservedMemoryMiB: given.reserveMemory }),
    ...(given.reserveDisk === undefined ? {} : { reservedDiskGiB: given.reserveDisk }),
    ...(given.maintenance === undefined ? {} : { maintenance: given.maintenance }),
    ...(given.booting === undefined ? {} : { bootingAtOnce: given.booting }),
    ...(given.simulatorAddress === undefined
      ? {}
      : { simulatorAddress: given.simulatorAddress === 'none' ? null : given.simulatorAddress }),
    ...(given.forgetHostKeys ? { hostKeys: [] } : {}),
  };
  const { data, error } = hostRequest.safeParse({ name, uri, settings });
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const field = issue?.path.filter((part) => part !== 'settings').join('.') ?? '';
  throw new ConsoleError('invalid', `${field}: ${issue?.message ?? 'not understood'}`, {
    fix: 'See ven host add --help.',
  });
}
