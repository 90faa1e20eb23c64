'use client';
import { recoveryRules } from '../../../lib/contract/recovery-rules.ts';
import { recoveryText } from '../../../lib/domain/recovery.ts';
import { DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Fold } from '../../ui/fold.tsx';

const isOn = (form: DraftFields, path: string): boolean => form.text(path) === 'on';

/** What the console does by itself with a boot that has stopped. */
export function RecoveryFields({ form }: { readonly form: DraftFields }) {
  const rules = recoveryRules.safeParse({
    rebootAtIpxe: isOn(form, 'recovery.rebootAtIpxe'),
    resetAtShell: isOn(form, 'recovery.resetAtShell'),
    retries: Number(form.text('recovery.retries') || '0'),
  });
  return (
    <Fold
      title="Recovery"
      aside={rules.success ? recoveryText(rules.data) : ''}
      open={anyError(form, ['recovery'])}
    >
      <p className="text-xs text-ink-3">
        Done by the console, after a pause, and shown as its own operations; not once somebody has typed in
        that boot, and never endlessly.
      </p>
      <Switch form={form} path="recovery.rebootAtIpxe">
        Reboot when iPXE waits at its prompt
      </Switch>
      <Switch form={form} path="recovery.resetAtShell">
        Reset when the firmware waits in its shell
      </Switch>
      <DraftText
        form={form}
        path="recovery.retries"
        label="Retries of a failed boot"
        numeric
        hint="Power cycles, 0 to 10"
      />
    </Fold>
  );
}

interface SwitchProps {
  readonly form: DraftFields;
  readonly path: string;
  readonly children: string;
}

const Switch = ({ form, path, children }: SwitchProps) => (
  <Checkbox
    isSelected={isOn(form, path)}
    onChange={(isSelected) => form.set({ [path]: isSelected ? 'on' : 'off' })}
  >
    {children}
  </Checkbox>
);
