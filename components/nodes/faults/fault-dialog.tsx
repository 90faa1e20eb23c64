'use client';
import { useState } from 'react';
import { faultRequest, faultStage } from '../../../lib/contract/fault.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { FAULT_KINDS, faultFacts, type FaultKind } from '../../../lib/domain/fault-kinds.ts';
import { faultName } from '../../../lib/domain/faults.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { useStartFault } from '../../data/faults.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { toast } from '../../ui/toast-queue.ts';

interface FaultDialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const NOW = 'now';

/** What is typed: digits stay text, so that what is no number is reported. */
interface Draft {
  readonly kind: FaultKind;
  readonly rate: string;
  readonly loss: string;
  readonly at: string;
  readonly seconds: string;
}

const FIRST: Draft = { kind: 'link-down', rate: '100', loss: '20', at: NOW, seconds: '' };

const number = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

function requestOf({ kind, rate, loss, at, seconds }: Draft) {
  const { amount, lasts } = faultFacts(kind);
  return faultRequest.safeParse({
    kind,
    ...(amount === 'rateKiBps' && { rateKiBps: number(rate) }),
    ...(amount === 'lossPercent' && { lossPercent: number(loss) }),
    ...(at !== NOW && { at }),
    ...(lasts && seconds.trim() !== '' && { seconds: number(seconds) }),
  });
}

/** Does something wrong to a node on purpose, now or when its boot has come to a stage. */
export function FaultDialog({ node, onClose }: FaultDialogProps) {
  const [draft, setDraft] = useState(FIRST);
  const start = useStartFault(node.id);
  const parsed = requestOf(draft);
  const change = (part: Partial<Draft>): void => {
    start.reset();
    setDraft({ ...draft, ...part });
  };
  const mistakes = new Map(parsed.error?.issues.map(({ path, message }) => [path.join('.'), message]));
  const refused = fieldErrors(start.error);
  const error = (field: string) => mistakes.get(field) ?? refused.get(field);
  const send = (): void => {
    if (!parsed.success) return;
    start.mutate(parsed.data, {
      onSuccess: (fault) => {
        toast('good', `${faultName(fault)}: ${fault.state === 'armed' ? 'armed' : 'done'}`);
        onClose();
      },
    });
  };
  return (
    <FormDialog
      title={`Fault on purpose for ${node.name}`}
      verb={draft.at === NOW && isOn(node.state) ? 'Do it now' : 'Arm it'}
      sending="Sending …"
      isSending={start.isPending}
      isIncomplete={!parsed.success}
      isDanger
      error={refused.has('kind') || refused.has('at') ? null : start.error}
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Done by the host, whatever the orchestrator is. It is shown on the node’s page and known to its
        diagnosis, and ends at the latest with the power-off of the node.
      </p>
      <Fields node={node} draft={draft} change={change} error={error} />
    </FormDialog>
  );
}

interface AmountFieldProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly error: (field: string) => string | undefined;
}

function Fields({ node, draft, change, error }: AmountFieldProps & { readonly node: Node }) {
  return (
    <>
      <SelectField
        label="Fault"
        value={draft.kind}
        onChange={(value) => change({ kind: FAULT_KINDS.find((each) => each === value) ?? draft.kind })}
        hint={faultFacts(draft.kind).summary}
        error={error('kind')}
        options={FAULT_KINDS.map((kind) => ({
          value: kind,
          label: faultFacts(kind).title,
          detail: faultFacts(kind).summary,
        }))}
      />
      <AmountField draft={draft} change={change} error={error} />
      <SelectField
        label="When"
        value={draft.at}
        onChange={(at) => change({ at })}
        error={error('at')}
        options={[
          { value: NOW, label: isOn(node.state) ? 'Now' : 'At its next power-on' },
          ...faultStage.options.map((stage) => ({ value: stage, label: `When ${stageTitle(stage)} begins` })),
        ]}
      />
      {faultFacts(draft.kind).lasts && (
        <TextField
          label="For how many seconds"
          numeric
          value={draft.seconds}
          onChange={(seconds) => change({ seconds })}
          error={error('seconds')}
          hint="Left empty, until somebody ends it or the node is powered off"
        />
      )}
    </>
  );
}

function AmountField({ draft, change, error }: AmountFieldProps) {
  switch (faultFacts(draft.kind).amount) {
    case 'rateKiBps':
      return (
        <TextField
          label="Rate, KiB/s"
          numeric
          value={draft.rate}
          onChange={(rate) => change({ rate })}
          error={error('rateKiBps')}
        />
      );
    case 'lossPercent':
      return (
        <TextField
          label="Lost packets, per cent"
          numeric
          value={draft.loss}
          onChange={(loss) => change({ loss })}
          error={error('lossPercent')}
        />
      );
    case null:
      return null;
  }
}
