'use client';
import { counted } from '../../../lib/domain/format.ts';
import { Fold } from '../../ui/fold.tsx';
import { CsvField } from '../../orchestrators/hosts/csv-field.tsx';
import { countIn } from './list-draft.ts';
import type { PartProps } from './use-draft.ts';

/** Machines one by one, in place of a count and serial numbers. */
export function FromList({ draft, set, error }: PartProps) {
  const mistake = error('csv') ?? error('nodes');
  return (
    <Fold
      title="Machines from a list"
      aside={draft.csv === '' ? 'none' : counted(countIn(draft), 'machine')}
      open={draft.csv !== ''}
    >
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
    </Fold>
  );
}
