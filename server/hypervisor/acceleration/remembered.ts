import { z } from 'zod';
import { acceleration, type Acceleration } from '../../../lib/contract/host.ts';

/** Where the outcome is kept between two starts of the console; the database's settings are one. */
export interface SettingsStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
}

/** A host is changed by people now and then; the probe takes a few seconds. */
const GOOD_FOR = 12 * 3_600_000;

const record = z.object({ of: z.string(), acceleration });

/** What the last probe found, unless the host is another since or it was long ago. */
export async function recall(
  store: SettingsStore | undefined,
  key: string,
  of: string,
): Promise<Acceleration | null> {
  const text = (await store?.get(key)) ?? null;
  if (text === null) return null;
  const kept = parse(text);
  if (kept?.of !== of) return null;
  return Date.now() - Date.parse(kept.acceleration.checkedAt) < GOOD_FOR ? kept.acceleration : null;
}

export async function remember(
  store: SettingsStore | undefined,
  key: string,
  entry: { readonly of: string; readonly acceleration: Acceleration },
): Promise<void> {
  await store?.set(key, JSON.stringify(entry));
}

/** A record that nobody can read is none. */
function parse(text: string): z.output<typeof record> | null {
  try {
    return record.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
