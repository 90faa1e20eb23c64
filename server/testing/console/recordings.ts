import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Detection } from '../../../lib/domain/recogniser/detections.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import { shippedRuleSet } from '../../../lib/rules/shipped.ts';
import { eventually } from '../eventually.ts';

const FOLDER = join(import.meta.dirname, '../../../simulator/test/fixtures/serial');
export const PORTS = [0, 1] as const;

const file = (boot: string, port: number) => `${boot}-ttyS${String(port)}.log`;

/** What a real boot printed on this port, byte for byte. */
export const recordedPort = (boot: string, port: number): Buffer =>
  readFileSync(join(FOLDER, file(boot, port)));

/** Each has a recording of both ports. */
export const recordedBoots = (): string[] =>
  [...new Set(readdirSync(FOLDER).map((name) => name.replace(/-ttyS[01]\.log$/, '')))].sort();

/**
 * Waits until both ports of a live boot have printed what the recording of that name holds, as the recogniser sees it
 * and in the same order; it may have gone on since. A recording that no boot repeats any more proves nothing. With
 * `UPDATE_SERIAL_FIXTURES=1` what the boot has printed replaces the recording, whether it is the same or, after a
 * while, still another.
 */
export async function repeatsRecording(boot: string, read: (port: number) => Promise<Buffer>): Promise<void> {
  const isUpdate = process.env.UPDATE_SERIAL_FIXTURES === '1';
  const isNew = isUpdate && !recordedBoots().includes(boot);
  const recorded = summary(isNew ? [] : PORTS.map((port) => recordedPort(boot, port)));
  let live: Buffer[] = [];
  const isRepeated = async () => {
    live = await Promise.all(PORTS.map(read));
    return begins(summary(live), recorded) || undefined;
  };
  const repeated = eventually(`what the recording ${boot} holds: ${JSON.stringify(recorded)}`, isRepeated, {
    patience: 60_000,
    seen: () => `${JSON.stringify(summary(live))}\n${live.map(String).join('\n--- ttyS1\n')}`,
  });
  if (!isUpdate) {
    await repeated;
    return;
  }
  await repeated.catch(() => undefined);
  for (const [port, bytes] of live.entries()) writeFileSync(join(FOLDER, file(boot, port)), bytes);
}

interface Summary {
  /** Stages, failures and logins of each port. */
  readonly events: readonly string[];
  readonly prompts: Readonly<Record<'username' | 'password', number>>;
}

function summary(ports: readonly Buffer[]): Summary {
  const found = ports.map((bytes, port) => new Recogniser(shippedRuleSet()).feed(port, bytes));
  const count = (prompt: string) =>
    found.flat().filter((one) => one.kind === 'prompt' && one.prompt === prompt).length;
  return {
    events: found.map((detections) => detections.flatMap(event).join(', ')),
    prompts: { username: count('username'), password: count('password') },
  };
}

function event(one: Detection): string[] {
  if (one.kind === 'stage') return one.progress === null ? [one.stage] : [];
  if (one.kind === 'failure') return [`${one.class}: ${one.cause}`];
  return one.kind === 'prompt' && one.prompt === 'login' ? ['login'] : [];
}

/** The console answers the prompt that it sees first, on either port: which port is which does not count. */
function begins(live: Summary, recorded: Summary): boolean {
  const { username, password } = recorded.prompts;
  if (live.prompts.username < username || live.prompts.password < password) return false;
  const ports = [live.events, live.events.toReversed()];
  return ports.some((order) => recorded.events.every((events, port) => order[port]?.startsWith(events)));
}
