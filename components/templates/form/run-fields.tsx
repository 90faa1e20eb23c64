'use client';
import { stopText } from '../../../lib/domain/template-facts.ts';
import { DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { capital } from '../../../lib/domain/checkpoint.ts';
import { Fold } from '../../ui/fold.tsx';

/** What its runs do when nodes fail. */
export function RunFields({ form }: { readonly form: DraftFields }) {
  const after = Number(form.text('stopAfter'));
  return (
    <Fold
      title="Run"
      aside={capital(stopText(after > 0 ? after : null))}
      open={anyError(form, ['stopAfter'])}
    >
      <DraftText
        form={form}
        path="stopAfter"
        label="Stop after failures"
        numeric
        placeholder="never"
        hint="No further node of the run begins to boot then, until somebody resumes it"
      />
    </Fold>
  );
}
