'use client';
import { TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { NEVER } from './draft.ts';
import type { PartProps } from './use-draft.ts';

/** When the run stops by itself. */
export function RunOptions({ draft, set, error, template }: PartProps) {
  const usual = template?.stopAfter ?? null;
  const own = draft.stopAfter.trim();
  const after = own === '' ? String(usual ?? '') : own;
  return (
    <Fold
      title="Run"
      aside={after === '' || after === NEVER ? 'Goes on after failures' : `Stops after ${after} failed`}
      open={own !== ''}
    >
      <TextField
        label="Stop after failures"
        numeric
        placeholder={usual === null ? 'never' : `${usual}, as in the template`}
        value={draft.stopAfter}
        onChange={(stopAfter) => set({ stopAfter })}
        hint={`No further node begins to boot then, until somebody resumes the run${usual === null ? '' : `; ${NEVER}: whatever the template says`}`}
        error={error('stopAfter')}
      />
    </Fold>
  );
}
