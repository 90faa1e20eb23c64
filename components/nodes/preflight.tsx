'use client';
import { useEffect, useEffectEvent } from 'react';
import type { CreateInput } from '../../lib/contract/node.ts';
import type { PreflightStep } from '../../lib/contract/preflight.ts';
import { counted } from '../../lib/domain/format.ts';
import { PREFLIGHT_STEPS, PREFLIGHT_TITLES, REPAIR_TITLES } from '../../lib/domain/preflight.ts';
import { PresentedCertificates } from '../checks/certificates.tsx';
import { StepList } from '../checks/step-list.tsx';
import { useSteps, type StepsState } from '../checks/use-steps.ts';
import { preflightOf, preflightOfCreate, useRepair } from '../data/hooks.ts';
import { BootOptionsButton } from '../networks/boot-options-button.tsx';
import { Snippets } from '../networks/snippets.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';

function summary({ steps, running, started }: StepsState<PreflightStep>): string {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  const warned = steps.filter(({ state }) => state === 'warning').length;
  if (!started) return 'Looks at everything that a boot needs. Nothing is changed.';
  if (running) return `Checked ${steps.length} of ${PREFLIGHT_STEPS.length}`;
  if (failed > 0) return `${counted(failed, 'problem')}: a boot would fail`;
  return warned > 0 ? `Can boot, with ${counted(warned, 'warning')}` : 'Can boot';
}

/** Whether a node can boot, seen from its own network; starts by itself. */
export function NodePreflight({ id }: { readonly id: string }) {
  const check = useSteps<PreflightStep>();
  const repair = useRepair(id);
  const start = () => void check.start((signal) => preflightOf(id, signal));
  const begin = useEffectEvent(start);
  useEffect(() => begin(), [id]);
  return (
    <section
      aria-labelledby="preflight-title"
      className="m-4 max-w-3xl self-start rounded-lg border border-line bg-panel"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line py-2 pr-2 pl-4">
        <h2 id="preflight-title" className="font-semibold">
          Before power-on
        </h2>
        <Button isDisabled={check.running || repair.isPending} onPress={start}>
          {check.running ? 'Checking …' : 'Check again'}
        </Button>
      </header>
      <p role="status" className="px-4 pt-2.5 text-xs text-ink-2">
        {summary(check)}
      </p>
      {[check.error, repair.error].map(
        (error) =>
          error && (
            <div key={error.message} className="px-4 pt-2.5">
              <Problem error={error} />
            </div>
          ),
      )}
      <StepList
        ids={PREFLIGHT_STEPS}
        titles={PREFLIGHT_TITLES}
        steps={check.steps}
        running={check.running}
        more={({ repair: offered, certificates, snippets, change }) => (
          <>
            <Snippets snippets={snippets} />
            {change !== null && <BootOptionsButton {...change} onChanged={start} />}
            {certificates.length > 0 && <PresentedCertificates certificates={certificates} />}
            {offered !== null && (
              <Button
                className="mt-1.5"
                isDisabled={repair.isPending}
                onPress={() => repair.mutate(offered, { onSuccess: start })}
              >
                {REPAIR_TITLES[offered]}
              </Button>
            )}
          </>
        )}
      />
    </section>
  );
}

/** The same for nodes that are about to be created, on request. */
export function CreatePreflight({ input }: { readonly input: CreateInput }) {
  const check = useSteps<PreflightStep>();
  const start = () => void check.start((signal) => preflightOfCreate(input, signal));
  return (
    <section aria-labelledby="create-preflight" className="rounded-md border border-line bg-panel">
      <header className="flex items-center justify-between gap-3 py-1 pr-1 pl-3">
        <h3 id="create-preflight" className="text-sm font-semibold">
          Before power-on
        </h3>
        <Button isDisabled={check.running} onPress={start}>
          {check.running ? 'Checking …' : check.started ? 'Check again' : 'Check'}
        </Button>
      </header>
      <p role="status" className="px-3 pb-1.5 text-xs text-ink-2">
        {summary(check)}
      </p>
      {check.error && <Problem error={check.error} />}
      {check.started && (
        <StepList
          ids={PREFLIGHT_STEPS}
          titles={PREFLIGHT_TITLES}
          steps={check.steps}
          running={check.running}
          more={({ snippets, change }) => (
            <>
              <Snippets snippets={snippets} />
              {change !== null && <BootOptionsButton {...change} onChanged={start} />}
            </>
          )}
        />
      )}
    </section>
  );
}
