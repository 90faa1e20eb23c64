'use client';
import { checkpointStage } from '../../../lib/contract/checkpoint.ts';
import { capital, ruleText } from '../../../lib/domain/checkpoint.ts';
import { SelectField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { checkpointAtOf } from './draft.ts';
import { differs, type PartProps } from './use-draft.ts';

/** At which stage a checkpoint of each node is made. */
export function CheckpointOptions({ draft, set, template }: PartProps) {
  const usual = template?.checkpointAt ?? null;
  const own = checkpointAtOf(draft.checkpointAt);
  return (
    <Fold
      title="Checkpoint"
      aside={ruleText(own === undefined ? usual : own)}
      open={
        own !== undefined && differs(draft, template && { checkpointAt: usual ?? 'none' }, ['checkpointAt'])
      }
    >
      <SelectField
        label="Make a checkpoint"
        value={draft.checkpointAt}
        onChange={(checkpointAt) => set({ checkpointAt })}
        options={[
          { value: '', label: 'As in the template', detail: ruleText(usual) },
          { value: 'none', label: 'Only by hand' },
          ...checkpointStage.options.map((stage) => ({ value: stage, label: capital(ruleText(stage)) })),
        ]}
        hint="Disk, firmware variables and TPM state, which the node can go back to"
      />
    </Fold>
  );
}
