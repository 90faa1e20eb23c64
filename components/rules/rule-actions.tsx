'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import type { Rule } from '../../lib/contract/rule-file.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed } from '../data/hooks.ts';
import { type ShownRuleFile, useRemoveRule, useSwitchRule } from '../data/rules.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { toast, toastError } from '../ui/toast-queue.ts';
import { copyRulePath, editRulePath, RULES_PATH } from '../ui/paths.ts';

interface RuleOfFileProps {
  readonly file: ShownRuleFile;
  readonly rule: Rule;
}

/** Whether boots that begin from now on use an own rule. */
export function RuleSwitch({ file, rule }: RuleOfFileProps) {
  const mayWrite = useAllowed('rules.write');
  const { mutate, isPending } = useSwitchRule();
  return (
    <Checkbox
      aria-label={`Use ${rule.id}`}
      isDisabled={!mayWrite || isPending || file.content === null}
      isSelected={rule.isOff !== true}
      onChange={(isOn) =>
        mutate(
          { file, id: rule.id, isOn },
          {
            onSuccess: () =>
              toast('good', `${rule.id} is ${isOn ? 'on' : 'off'}, for boots that begin from now on`),
            onError: toastError,
          },
        )
      }
    >
      <span className="text-xs">{rule.isOff === true ? 'off' : 'on'}</span>
    </Checkbox>
  );
}

/** What can be done with a rule. */
export function RuleActions({ file, rule }: RuleOfFileProps) {
  const router = useRouter();
  const mayWrite = useAllowed('rules.write');
  const [asking, setAsking] = useState(false);
  // Of this component, since the dialog is gone when the answer comes.
  const { mutate } = useRemoveRule();
  const remove = (): void =>
    mutate(
      { file, id: rule.id },
      {
        onSuccess: () => {
          toast('good', `${rule.id} was removed`);
          router.push(RULES_PATH);
        },
        onError: toastError,
      },
    );
  if (!mayWrite) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {!file.shipped && (
        <Button kind="primary" onPress={() => router.push(editRulePath(file.name, rule.id))}>
          Edit
        </Button>
      )}
      <Button
        kind={file.shipped ? 'primary' : 'plain'}
        onPress={() => router.push(copyRulePath(file.name, rule.id))}
      >
        {file.shipped ? 'Copy to own rules' : 'Duplicate'}
      </Button>
      {!file.shipped && (
        <Button kind="quiet" onPress={() => setAsking(true)}>
          Remove
        </Button>
      )}
      {asking && (
        <ConfirmRemoval file={file} rule={rule} onConfirm={remove} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}

interface ConfirmProps extends RuleOfFileProps {
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function ConfirmRemoval({ file, rule, onConfirm, onClose }: ConfirmProps) {
  const samples = file.content?.samples.filter(({ failure }) => failure === rule.id).length ?? 0;
  const isLast = file.rules === 1;
  return (
    <Confirm
      title={`Remove the rule ${rule.id}?`}
      verb="Remove"
      keep="Keep it"
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <p>Boots that begin from now on do not use it. What it found in past boots stays.</p>
      {samples > 0 && <p>{counted(samples, 'sample')} of it will be removed, too.</p>}
      {isLast && <p>It is the only rule in the file {file.name}, which is removed with it.</p>}
    </Confirm>
  );
}
