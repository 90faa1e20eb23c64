'use client';
import { counted } from '../../../lib/domain/format.ts';
import { CsvField } from '../../orchestrators/hosts/csv-field.tsx';
import { countIn } from './list-draft.ts';
import { type PartProps } from './use-draft.ts';

/** Machines one by one, in place of a count and serial numbers. */
export function FromList({ draft, set, error }: PartProps) {
  const mistake = error('csv') ?? error('nodes');
  return (
    <details open={draft.csv !== '' || undefined}>
      <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">From a list</summary>
      <div className="mt-3">
        <CsvField
          value={draft.csv}
          onChange={(csv) => set({ csv })}
          hint={
            draft.csv === ''
              ? 'In the columns of the orchestrator’s own command line; replaces count and serials'
              : counted(countIn(draft), 'node')
          }
          error={mistake}
        />
      </div>
    </details>
  );
}
