'use client';
import { recoveryRules } from '../../../lib/contract/recovery-rules.ts';
import { recoveryText } from '../../../lib/domain/recovery.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Fold } from '../../ui/fold.tsx';
import { anyError, Text } from './fields.tsx';
import type { FieldsProps } from './use-template-form.ts';

const isOn = (fields: FieldsProps, path: string): boolean => fields.text(path) === 'on';

/** What the console does by itself with a boot that has stopped. */
export function RecoveryFields({ fields }: { readonly fields: FieldsProps }) {
  const rules = recoveryRules.safeParse({
    rebootAtIpxe: isOn(fields, 'recovery.rebootAtIpxe'),
    resetAtShell: isOn(fields, 'recovery.resetAtShell'),
    retries: Number(fields.text('recovery.retries') || '0'),
  });
  return (
    <Fold
      title="Recovery"
      aside={rules.success ? recoveryText(rules.data) : ''}
      open={anyError(fields, ['recovery'])}
    >
      <p className="text-xs text-ink-3">
        Done by the console, after a pause, and shown as its own operations; not once somebody has typed in
        that boot, and never endlessly.
      </p>
      <Switch fields={fields} path="recovery.rebootAtIpxe">
        Reboot when iPXE waits at its prompt
      </Switch>
      <Switch fields={fields} path="recovery.resetAtShell">
        Reset when the firmware waits in its shell
      </Switch>
      <Text
        fields={fields}
        path="recovery.retries"
        label="Retries of a failed boot"
        numeric
        hint="Power cycles, 0 to 10"
      />
    </Fold>
  );
}

interface SwitchProps {
  readonly fields: FieldsProps;
  readonly path: string;
  readonly children: string;
}

const Switch = ({ fields, path, children }: SwitchProps) => (
  <Checkbox
    isSelected={isOn(fields, path)}
    onChange={(isSelected) => fields.set({ [path]: isSelected ? 'on' : 'off' })}
  >
    {children}
  </Checkbox>
);
