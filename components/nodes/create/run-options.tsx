'use client';
import { TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import type { PartProps } from './use-draft.ts';

/** When the run stops by itself. */
export function RunOptions({ draft, set, error }: PartProps) {
  const after = draft.stopAfter.trim();
  return (
    <Fold
      title="Run"
      aside={after === '' ? 'Goes on after failures' : `Stops after ${after} failed`}
      open={after !== ''}
    >
      <TextField
        label="Stop after failures"
        numeric
        placeholder="never"
        value={draft.stopAfter}
        onChange={(stopAfter) => set({ stopAfter })}
        hint="No further node begins to boot then, until somebody resumes the run"
        error={error('stopAfter')}
      />
    </Fold>
  );
}
