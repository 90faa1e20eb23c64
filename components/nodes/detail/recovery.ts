import type { Failure } from '../../../lib/contract/boot.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Cause } from '../../../lib/domain/diagnosis/causes.ts';
import { ON_STATES } from '../../../lib/domain/power.ts';
import { stageIndex } from '../../../lib/domain/stages.ts';
import type { Draft } from '../create/draft.ts';

/** How a failed node can be tried again as it is; null where only a new one helps. */
export type Retry = 'resume' | 'start' | 'power-cycle';

type Failed = Pick<Node, 'state' | 'readyAt' | 'deletedAt'>;

/**
 * What failed before the disk was written is tried again by booting again. A half-written disk does not get better by
 * that; an installed system may.
 */
export function retryOf({ state, readyAt, deletedAt }: Failed, failure: Failure): Retry | null {
  if (deletedAt !== null || state === 'no domain' || state === 'no state') return null;
  if (state === 'paused' && failure.class === 'storage') return 'resume';
  const booting = stageIndex(failure.stage) < stageIndex('provisioning') || failure.class === 'host';
  if (!booting && readyAt === null) return null;
  return ON_STATES.includes(state) ? 'power-cycle' : 'start';
}

export interface Change {
  /** In words, for the button: `with a 32 GiB disk`. */
  readonly words: string;
  readonly draft: Partial<Draft>;
}

const DISK_TOO_SMALL = /\bdisk\b.*\b(full|too small|small|no space|larger|bigger)\b/i;
const MEMORY_TOO_SMALL =
  /\b(memory|RAM)\b.*\b(too little|too small|full|more|out of|exhausted)\b|out of memory|too little memory/i;
const LEAST_DISK_GIB = 32;
const LEAST_MEMORY_MIB = 4096;

/** The changes that a new node needs, as far as the failure indicates them, or the verdict on it. */
export function changeFor(
  node: Pick<Node, 'diskGiB' | 'memoryMiB'>,
  failure: Failure,
  cause: Cause | null = null,
): Change | null {
  const text = `${failure.cause} ${failure.fix} ${failure.evidence?.line ?? ''}`;
  // The host's own storage is no fault of the node's size.
  if (/\bhost's (storage|image)/.test(failure.cause)) return null;
  const isMemory = cause === 'memory-too-small' || /^(The )?memory\b/i.test(failure.cause);
  if (!isMemory && (cause === 'disk-too-small' || DISK_TOO_SMALL.test(text))) {
    const named = [...text.matchAll(/(\d+) ?GiB/g)].map(([, number]) => Number(number));
    const diskGiB = Math.max(LEAST_DISK_GIB, node.diskGiB * 2, ...named);
    return { words: `with a ${diskGiB} GiB disk`, draft: { diskGiB: String(diskGiB) } };
  }
  if (isMemory || MEMORY_TOO_SMALL.test(text)) {
    const memoryMiB = Math.max(LEAST_MEMORY_MIB, node.memoryMiB * 2);
    return { words: `with ${memoryMiB / 1024} GiB of memory`, draft: { memoryMiB: String(memoryMiB) } };
  }
  return null;
}

/** The name counted on, to the first one that is free. */
export function nextName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/-\d+$/, '');
  let number = Number(/-(\d+)$/.exec(name)?.[1] ?? 1) + 1;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
