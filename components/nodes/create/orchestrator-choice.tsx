'use client';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { defaultOrchestrator } from '../../../lib/domain/default-orchestrator.ts';
import { useOrchestrators } from '../../data/hooks.ts';
import { KIND_TITLES, STATE_WORDS } from '../../orchestrators/kinds.ts';
import { SelectField } from '../../ui/field.tsx';

interface OrchestratorChoiceProps {
  readonly value: string;
  /** Whether the nodes do, which decides the default. */
  readonly bootsLocally: boolean;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** The choice of orchestrator; one that is unavailable shows the reason. */
export function OrchestratorChoice({ value, bootsLocally, onChange, error }: OrchestratorChoiceProps) {
  const { data = [] } = useOrchestrators();
  const usual = defaultOrchestrator(data, bootsLocally);
  const chosen = value === '' ? usual : data.find(({ name }) => name === value);
  return (
    <SelectField
      label="Orchestrator"
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: 'Default', ...(usual && { detail: usual.name }) },
        ...data.map(({ name, kind, state }) => ({
          value: name,
          label: name,
          detail: state === 'ok' ? KIND_TITLES[kind] : `${KIND_TITLES[kind]} · ${STATE_WORDS[state]}`,
        })),
      ]}
      hint={chosen && <Condition orchestrator={chosen} />}
      error={error}
    />
  );
}

function Condition({ orchestrator }: { readonly orchestrator: Orchestrator }) {
  const { kind, state, reason, fix } = orchestrator;
  if (state === 'ok' || kind === 'none') return KIND_TITLES[kind];
  if (state === 'starting') return 'Starting';
  return (
    <span className="text-warn">
      {reason} {fix}
    </span>
  );
}
