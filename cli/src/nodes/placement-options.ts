import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** Where the network cards and disks of nodes are. */
export const placementOptions = z.object({
  network: z.string().optional(),
  bridge: z.string().optional(),
  subnet: z.string().optional(),
  pool: z.string().optional(),
});

export const PLACEMENT_FLAGS = [
  ['--network <name>', 'a libvirt network of the host, instead of one that the console makes'],
  ['--bridge <name>', 'a bridge of the host'],
  ['--subnet <cidr>', 'the /24 of the network that the console makes, while it has no nodes'],
  ['--pool <name>', 'storage pool for the disks, instead of the console’s own'],
] as const;

/** Undefined when the template's stays as it is. */
export function networkOf({ network, bridge, subnet }: z.infer<typeof placementOptions>): object | undefined {
  const given = [network, bridge, subnet].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new ConsoleError('invalid', '--network, --bridge and --subnet exclude each other.', {
      fix: 'Give one of them; --subnet is of the network that the console makes.',
    });
  }
  if (network !== undefined) return { kind: 'network', name: network };
  if (bridge !== undefined) return { kind: 'bridge', name: bridge };
  return subnet === undefined ? undefined : { kind: 'own', subnet };
}
