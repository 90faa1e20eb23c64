'use client';
import { reportedBy } from '../../../lib/domain/template-facts.ts';
import { readyWhen } from '../../../lib/domain/ready-facts.ts';
import { STAGE_FACTS, STAGES } from '../../../lib/domain/stages.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { readyTexts } from './ready-draft.ts';
import { differs, type PartProps } from './use-draft.ts';

const KINDS = [
  { value: '', label: 'As in the template' },
  { value: 'login-prompt', label: 'A login prompt appears on a serial port' },
  { value: 'text', label: 'A text appears on a serial port' },
  { value: 'tcp-port', label: 'Its address answers on a TCP port' },
  { value: 'stage', label: 'It reaches a stage' },
];
const PORTS = [
  { value: '', label: 'either' },
  { value: '0', label: 'ttyS0' },
  { value: '1', label: 'ttyS1' },
];
const REACHABLE = STAGES.filter((stage) => !['defined', 'powered-on', 'ready'].includes(stage)).map(
  (value) => ({ value, label: STAGE_FACTS[value].title }),
);

/** When the nodes count as ready. */
export function ReadyOptions({ draft, set, error, template }: PartProps) {
  const { readyKind: kind } = draft;
  const usualText = readyWhen(template?.ready ?? null, template && reportedBy(template.for));
  const usual = readyTexts(template?.ready ?? undefined);
  const isSame = !differs(draft, usual, [
    'readyKind',
    'readyText',
    'readyPort',
    'readyStage',
    'readySeconds',
  ]);
  return (
    <Fold
      title="Ready when"
      aside={kind === '' ? usualText : KINDS.find(({ value }) => value === kind)?.label}
      open={kind !== '' && !isSame}
    >
      <SelectField
        label="Ready when"
        value={kind}
        onChange={(readyKind) => set({ readyKind, readyPort: '' })}
        options={KINDS}
        hint={kind === '' ? `Template: when ${usualText}` : ''}
        error={kind === '' || kind === 'login-prompt' ? error('ready') : undefined}
      />
      <OfKind {...{ draft, set, error }} />
      {kind !== '' && (
        <TextField
          label="Time limit, seconds"
          numeric
          placeholder="1800"
          value={draft.readySeconds}
          onChange={(readySeconds) => set({ readySeconds })}
          hint="Without any sign of progress"
        />
      )}
    </Fold>
  );
}

/** What only rules of one kind have. */
function OfKind({ draft, set, error }: Pick<PartProps, 'draft' | 'set' | 'error'>) {
  const { readyKind: kind } = draft;
  return (
    <>
      {kind === 'text' && (
        <div className="grid grid-cols-[minmax(0,1fr)_7rem] gap-3">
          <TextField
            label="Text"
            mono
            value={draft.readyText}
            onChange={(readyText) => set({ readyText })}
            hint="Found in a line as it is shown, letter for letter"
            error={error('ready')}
          />
          <SelectField
            label="Serial port"
            value={draft.readyPort}
            onChange={(readyPort) => set({ readyPort })}
            options={PORTS}
          />
        </div>
      )}
      {kind === 'tcp-port' && (
        <TextField
          label="TCP port"
          numeric
          placeholder="22"
          value={draft.readyPort}
          onChange={(readyPort) => set({ readyPort })}
          error={error('ready')}
        />
      )}
      {kind === 'stage' && (
        <SelectField
          label="Stage"
          value={draft.readyStage}
          onChange={(readyStage) => set({ readyStage })}
          options={REACHABLE}
          error={error('ready')}
        />
      )}
    </>
  );
}
