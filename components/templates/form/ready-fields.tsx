'use client';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import { orchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { reportedBy } from '../../../lib/domain/template-facts.ts';
import { words } from '../../forms/typed-values.ts';
import { readyWhen } from '../../../lib/domain/ready-facts.ts';
import { STAGE_FACTS, STAGES } from '../../../lib/domain/stages.ts';
import { Fold } from '../../ui/fold.tsx';
import { anyError, Choice, Text } from './fields.tsx';
import type { FieldsProps } from './use-template-form.ts';

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
  readonly fields: FieldsProps;
  /** What the fields mean; undefined while something is wrong. */
  readonly rule: ReadyRule | null | undefined;
}

/** When nodes count as ready. */
export function ReadyFields({ fields, rule }: ReadyFieldsProps) {
  const kind = fields.text('ready.kind');
  const kinds = orchestratorKind.array().safeParse(words(fields.text('for')));
  const reported = kinds.success ? reportedBy(kinds.data) : undefined;
  return (
    <Fold
      title="Ready when"
      aside={rule === undefined ? '' : readyWhen(rule, reported)}
      open={anyError(fields, ['ready'])}
    >
      <Choice fields={fields} path="ready.kind" label="Ready when" options={KINDS} />
      {kind === 'text' && (
        <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_8rem]">
          <Text
            fields={fields}
            path="ready.text"
            label="Text"
            mono
            hint="Found in a line as it is shown, letter for letter; not a pattern"
          />
          <Choice fields={fields} path="ready.port" label="Serial port" options={PORTS} />
        </div>
      )}
      {kind === 'tcp-port' && (
        <Text
          fields={fields}
          path="ready.port"
          label="TCP port"
          numeric
          hint="Tried every few seconds from this console, at the address that the node’s network leased to it"
        />
      )}
      {kind === 'stage' && <Choice fields={fields} path="ready.stage" label="Stage" options={REACHABLE} />}
      {kind !== '' && (
        <Text
          fields={fields}
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
