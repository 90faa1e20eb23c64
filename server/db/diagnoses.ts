import { diagnosis, type Diagnosis } from '../../lib/contract/diagnosis.ts';
import type { Client } from './client.ts';
import { json, jsonOrNull } from './rows.ts';

/** The latest verdict on each boot. It goes with the boot. */
export interface DiagnosisTable {
  /** Null: there is none, or only one of another version of the console. */
  get(bootId: string): Promise<Diagnosis | null>;
  save(bootId: string, verdict: Diagnosis): Promise<void>;
}

export function diagnosesIn(client: Client): DiagnosisTable {
  return {
    get: async (bootId) => {
      const row = await client.diagnosis.findUnique({ where: { bootId } });
      return row === null ? null : (json(diagnosis).safeParse(row.verdict).data ?? null);
    },
    save: async (bootId, verdict) => {
      const columns = { at: verdict.at, verdict: jsonOrNull(verdict) ?? '' };
      await client.diagnosis.upsert({ where: { bootId }, create: { bootId, ...columns }, update: columns });
    },
  };
}
