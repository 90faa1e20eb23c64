import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import type { Boot } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';

export const bootNumber = z.coerce
  .number({ error: 'use the number of a boot, counted from 1' })
  .pipe(z.int('use a whole number').min(1, 'boots are counted from 1'));

export const latestBoot = ({ boots }: Pick<NodeDetail, 'boots'>): Boot | undefined =>
  boots.toSorted((a, b) => a.number - b.number).at(-1);

/** The boot of that number, or else the latest. */
export async function findBoot(
  client: ConsoleClient,
  node: string,
  wanted: number | undefined,
): Promise<Boot> {
  const { boots, name } = await client.nodes.get(node);
  const ordered = boots.toSorted((a, b) => a.number - b.number);
  const found = wanted === undefined ? ordered.at(-1) : ordered.find(({ number }) => number === wanted);
  if (found !== undefined) return found;
  if (ordered.length === 0) {
    throw new ConsoleError('not-found', `${name} was never started, so it has no log.`, {
      fix: `Start it: ven start ${name}`,
    });
  }
  const numbers = ordered.map(({ number }) => number).join(', ');
  throw new ConsoleError('not-found', `${name} has no boot ${wanted ?? ''}.`, {
    fix: `Its boots: ${numbers}.`,
  });
}
