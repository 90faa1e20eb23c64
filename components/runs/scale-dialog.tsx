'use client';
import { useState } from 'react';
import type { Run } from '../../lib/contract/run.ts';
import type { ScalePlan } from '../../lib/contract/run-scale.ts';
import { counted } from '../../lib/domain/format.ts';
import { useScale, useScalePlan } from '../data/bulks.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

const MOST = 50;

interface ScaleDialogProps {
  readonly run: Run;
  /** How many nodes are there. */
  readonly present: number;
  readonly onClose: () => void;
}

/** Makes a run larger or smaller; what that means is listed, by name, before it is done. */
export function ScaleDialog({ run, present, onClose }: ScaleDialogProps) {
  const [text, setText] = useState(String(present));
  const count = /^\d{1,2}$/.test(text.trim()) ? Number(text) : Number.NaN;
  const isValid = count >= 0 && count <= MOST;
  const plan = useScalePlan(run.id, isValid ? count : null);
  const scale = useScale();
  const { add = [], remove = [] } = isValid ? (plan.data ?? {}) : {};
  const isCurrent = plan.data?.count === count && !plan.isFetching;
  const verb =
    remove.length > 0 ? `Delete ${counted(remove.length, 'node')}` : `Create ${counted(add.length, 'node')}`;
  const confirm = (): void =>
    scale.mutate({ run: run.id, count, remove: remove.map(({ id }) => id) }, { onSuccess: onClose });
  return (
    <Dialog title={`Scale ${run.name}`} open typed onClose={onClose}>
      <div className="flex max-h-[60vh] flex-col gap-3 overflow-y-auto px-4 py-3">
        <TextField
          label="Nodes"
          numeric
          autoFocus
          value={text}
          onChange={setText}
          error={isValid ? undefined : `use a whole number from 0 to ${MOST}`}
          hint={`${counted(present, 'node')} now. More are created like these; of too many, failed ones go first, then the newest.`}
        />
        {plan.error && <Problem error={plan.error} />}
        {isValid && plan.data && <Planned plan={plan.data} />}
        {scale.error && <Problem error={scale.error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind={remove.length > 0 ? 'danger' : 'primary'}
          isDisabled={!isCurrent || add.length + remove.length === 0 || scale.isPending}
          onPress={confirm}
        >
          {add.length + remove.length === 0 ? 'Nothing to do' : verb}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Planned({ plan: { add, remove, warnings } }: { readonly plan: ScalePlan }) {
  return (
    <>
      {add.length + remove.length > 0 && (
        <ul aria-label="What is done" className="rounded-md border border-line">
          {add.map((name) => (
            <li key={name} className="flex gap-4 border-b border-line px-3 py-1 last:border-b-0">
              <span className="w-16 text-good">create</span>
              <span className="font-mono text-xs leading-5">{name}</span>
            </li>
          ))}
          {remove.map(({ id, name, stage, state }) => (
            <li key={id} className="flex gap-4 border-b border-line px-3 py-1 last:border-b-0">
              <span className="w-16 text-bad">delete</span>
              <span className="min-w-0 flex-1 truncate font-mono text-xs leading-5">{name}</span>
              <span className="text-ink-3">
                {stage}, {state}
              </span>
            </li>
          ))}
        </ul>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="text-xs text-warn">
          {warning}
        </p>
      ))}
    </>
  );
}
