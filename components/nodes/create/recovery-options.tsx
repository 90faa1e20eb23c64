'use client';
import { NO_RECOVERY } from '../../../lib/contract/recovery-rules.ts';
import { recoveryText } from '../../../lib/domain/recovery.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { NO_RECOVERY_RULES, recoveryTexts, typedRules } from './recovery-draft.ts';
import { differs, type PartProps } from './use-draft.ts';

/** What the console does by itself with a boot that has stopped. */
export function RecoveryOptions({ draft, set, error, template }: PartProps) {
  const usual = template?.recovery ?? NO_RECOVERY;
  const isOwn = draft.recovery !== '';
  return (
    <Fold
      title="Recovery"
      aside={recoveryText(isOwn ? typedRules(draft) : usual)}
      open={
        isOwn && differs(draft, template && recoveryTexts(usual), ['rebootAtIpxe', 'resetAtShell', 'retries'])
      }
    >
      <SelectField
        label="Recovery"
        value={draft.recovery}
        // The rules begin as the template has them.
        onChange={(recovery) => set(recovery === '' ? NO_RECOVERY_RULES : recoveryTexts(usual))}
        options={[
          { value: '', label: 'As in the template', detail: recoveryText(usual) },
          { value: 'own', label: 'Chosen for these nodes' },
        ]}
        hint={isOwn ? '' : `Template: ${recoveryText(usual)}`}
      />
      {isOwn && (
        <>
          <Checkbox
            isSelected={draft.rebootAtIpxe === 'on'}
            onChange={(on) => set({ rebootAtIpxe: on ? 'on' : 'off' })}
          >
            Reboot when iPXE waits at its prompt
          </Checkbox>
          <Checkbox
            isSelected={draft.resetAtShell === 'on'}
            onChange={(on) => set({ resetAtShell: on ? 'on' : 'off' })}
          >
            Reset when the firmware waits in its shell
          </Checkbox>
          <TextField
            label="Retries of a failed boot"
            numeric
            placeholder="0"
            value={draft.retries}
            onChange={(retries) => set({ retries })}
            hint="Power cycles, 0 to 10"
            error={error('recovery')}
          />
        </>
      )}
    </Fold>
  );
}
