'use client';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import { orchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { reportedBy } from '../../../lib/domain/template-facts.ts';
import { DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { words } from '../../forms/typed-values.ts';
import { readyWhen } from '../../../lib/domain/ready-facts.ts';
import { STAGE_FACTS, STAGES } from '../../../lib/domain/stages.ts';
import { Fold } from '../../ui/fold.tsx';
import { Choice } from './fields.tsx';

const KINDS = {
  '': 'The orchestrator says so, or a login prompt appears',
  'login-prompt': 'A login prompt appears on a serial port',
  text: 'A text appears on a serial port',
  'tcp-port': 'Its address answers on a TCP port',
  stage: 'It reaches a stage',
};
const PORTS = { '': 'either', 0: 'ttyS0', 1: 'ttyS1' };
const REACHABLE = Object.fromEntries(
  STAGES.filter((stage) => !['defined', 'powered-on', 'ready'].includes(stage)).map((stage) => [
    stage,
    STAGE_FACTS[stage].title,
  ]),
);

interface ReadyFieldsProps {
  readonly form: DraftFields;
  /** What the fields mean; undefined while something is wrong. */
  readonly rule: ReadyRule | null | undefined;
}

/** When nodes count as ready. */
export function ReadyFields({ form, rule }: ReadyFieldsProps) {
  const kind = form.text('ready.kind');
  const kinds = orchestratorKind.array().safeParse(words(form.text('for')));
  const reported = kinds.success ? reportedBy(kinds.data) : undefined;
  return (
    <Fold
      title="Ready when"
      aside={rule === undefined ? '' : readyWhen(rule, reported)}
      open={anyError(form, ['ready'])}
    >
      <Choice form={form} path="ready.kind" label="Ready when" options={KINDS} />
      {kind === 'text' && (
        <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_8rem]">
          <DraftText
            form={form}
            path="ready.text"
            label="Text"
            mono
            hint="Found in a line as it is shown, letter for letter; not a pattern"
          />
          <Choice form={form} path="ready.port" label="Serial port" options={PORTS} />
        </div>
      )}
      {kind === 'tcp-port' && (
        <DraftText
          form={form}
          path="ready.port"
          label="TCP port"
          numeric
          hint="Tried every few seconds from this console, at the address that the node’s network leased to it"
        />
      )}
      {kind === 'stage' && <Choice form={form} path="ready.stage" label="Stage" options={REACHABLE} />}
      {kind !== '' && (
        <DraftText
          form={form}
          path="ready.seconds"
          label="Time limit, seconds"
          numeric
          placeholder="1800"
          hint="Without any sign of progress, once the boot program runs"
        />
      )}
    </Fold>
  );
}
