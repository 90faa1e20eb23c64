'use client';
import { useAllowed } from '../data/hooks.ts';
import { useState } from 'react';
import type { ActiveScenario, ScenarioList, ScenarioRequest } from '../../lib/contract/scenario.ts';
import { ConsoleError } from '../../lib/contract/error.ts';
import { useScenarios, useSwitchOff, useSwitchOn } from '../data/scenarios.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Age } from '../ui/moment.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** Failure scenarios of a simulator: the active ones, and a form to activate more. */
export function Scenarios({ orchestrator }: { readonly orchestrator: string }) {
  const { data, error } = useScenarios(orchestrator);
  const mayWrite = useAllowed('scenarios.write');
  return (
    <Card title="Failure scenarios">
      <div className="flex flex-col gap-4">
        {error && !data && <Problem error={error} />}
        {!data && !error && <Skeleton className="h-9 w-full" />}
        {data && <ActiveList orchestrator={orchestrator} active={data.active} mayWrite={mayWrite} />}
        {data && mayWrite && <SwitchOn orchestrator={orchestrator} known={data.known} />}
      </div>
    </Card>
  );
}

function ActiveList({
  orchestrator,
  active,
  mayWrite,
}: {
  readonly orchestrator: string;
  readonly active: readonly ActiveScenario[];
  readonly mayWrite: boolean;
}) {
  const off = useSwitchOff(orchestrator);
  if (active.length === 0) {
    return <p className="text-ink-3">No scenario is active. The simulator works normally.</p>;
  }
  return (
    <>
      {off.error && <Problem error={off.error} />}
      <ul className="divide-y divide-line border-y border-line">
        {active.map((entry) => (
          <li key={JSON.stringify(entry)} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <span className="font-mono text-xs">{entry.name}</span>
            <span className="text-ink-2">{limitsOf(entry)}</span>
            <span className="text-xs text-ink-3">
              active for <Age at={entry.since} />
            </span>
            {mayWrite && (
              <span className="ml-auto">
                <Button
                  isDisabled={off.isPending}
                  onPress={() =>
                    off.mutate({
                      name: entry.name,
                      ...(entry.serial === null ? {} : { serial: entry.serial }),
                      ...(entry.address === null ? {} : { address: entry.address }),
                    })
                  }
                >
                  Deactivate
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function limitsOf({ serial, address, parameters }: ActiveScenario): string {
  const limits = [
    ...(serial === null ? [] : [`serial ${serial}`]),
    ...(address === null ? [] : [`address ${address}`]),
  ];
  const values = Object.entries(parameters).map(([name, value]) => `${name} = ${String(value)}`);
  return [limits.join(', ') || 'all nodes', ...values].join(' · ');
}

interface Draft {
  readonly name: string;
  readonly serial: string;
  readonly address: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const EMPTY: Draft = { name: '', serial: '', address: '', parameters: {} };

/** Empty fields are not sent: the simulator has defaults for them. */
function requestOf({ name, serial, address, parameters }: Draft): ScenarioRequest {
  const given = Object.entries(parameters).filter(([, value]) => value.trim() !== '');
  return {
    name,
    parameters: Object.fromEntries(given),
    ...(serial.trim() === '' ? {} : { serial: serial.trim() }),
    ...(address.trim() === '' ? {} : { address: address.trim() }),
  };
}

const errorAt = (error: unknown, field: string): string | undefined =>
  error instanceof ConsoleError ? error.errors.find((each) => each.field === field)?.message : undefined;

function SwitchOn({
  orchestrator,
  known,
}: {
  readonly orchestrator: string;
  readonly known: ScenarioList['known'];
}) {
  const on = useSwitchOn(orchestrator);
  const [draft, setDraft] = useState(EMPTY);
  const { name } = draft;
  const refusedSerial = errorAt(on.error, 'serial');
  const chosen = known.find((each) => each.name === name);
  const options = known.map((each) => ({ value: each.name, label: `${each.name}: ${each.summary}` }));
  return (
    <form
      className="flex flex-col items-stretch gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        on.mutate(requestOf(draft));
      }}
    >
      <SelectField
        label="Scenario"
        value={name}
        options={[{ value: '', label: 'Choose a scenario' }, ...options]}
        hint={chosen?.seen}
        onChange={(value) => setDraft({ ...draft, name: value, parameters: {} })}
      />
      <DraftFields
        parameters={Object.keys(chosen?.parameters ?? {})}
        draft={draft}
        error={refusedSerial}
        onChange={(next) => {
          on.reset();
          setDraft(next);
        }}
      />
      {on.error && refusedSerial === undefined && <Problem error={on.error} />}
      <Button kind="primary" type="submit" className="self-start" isDisabled={name === '' || on.isPending}>
        Activate
      </Button>
    </form>
  );
}

function DraftFields({
  parameters,
  draft,
  error,
  onChange,
}: {
  readonly parameters: readonly string[];
  readonly draft: Draft;
  /** The error of the serial numbers. */
  readonly error: string | undefined;
  readonly onChange: (draft: Draft) => void;
}) {
  const field = (
    label: string,
    value: string,
    change: (text: string) => Draft,
    hint: string,
    wrong?: string,
  ) => (
    <TextField
      key={label}
      label={label}
      value={value}
      onChange={(text) => onChange(change(text))}
      mono
      hint={hint}
      error={wrong}
    />
  );
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {field(
        'Serial numbers',
        draft.serial,
        (serial) => ({ ...draft, serial }),
        'Empty for all nodes; * and ? are wildcards',
        error,
      )}
      {field(
        'Addresses',
        draft.address,
        (address) => ({ ...draft, address }),
        'For failures before iPXE identifies the node',
      )}
      {parameters.map((name) =>
        field(
          name,
          draft.parameters[name] ?? '',
          (text) => ({ ...draft, parameters: { ...draft.parameters, [name]: text } }),
          'Empty for the default',
        ),
      )}
    </div>
  );
}
