'use client';
import { checkpointStage } from '../../../lib/contract/checkpoint.ts';
import { capital, ruleText } from '../../../lib/domain/checkpoint.ts';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { Fold } from '../../ui/fold.tsx';
import { Choice } from './fields.tsx';

const STAGES: Readonly<Record<string, string>> = {
  '': 'Only by hand',
  ...Object.fromEntries(checkpointStage.options.map((stage) => [stage, capital(ruleText(stage))])),
};

/** At which stage a checkpoint of each node is made. */
export function CheckpointFields({ form }: { readonly form: DraftFields }) {
  const stage = checkpointStage.safeParse(form.text('checkpointAt'));
  return (
    <Fold
      title="Checkpoint"
      aside={ruleText(stage.success ? stage.data : null)}
      open={anyError(form, ['checkpointAt'])}
    >
      <Choice
        form={form}
        path="checkpointAt"
        label="Make a checkpoint"
        options={STAGES}
        hint="Disk, firmware variables and TPM state, which a node can go back to"
      />
    </Fold>
  );
}
