'use client';
import type { FoundHostKey, HostCheckStep } from '../../../lib/contract/host-check.ts';
import { HOST_STEPS, HOST_STEP_TITLES } from '../../../lib/domain/host-connection.ts';
import { counted } from '../../../lib/domain/format.ts';
import { StepList } from '../../checks/step-list.tsx';
import { useSteps, type StepsState } from '../../checks/use-steps.ts';
import { checkHost } from '../../data/hosts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import type { HostForm } from './use-form.ts';

function summary({ steps, running, started }: StepsState<HostCheckStep>): string {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  const warned = steps.filter(({ state }) => state === 'warning').length;
  if (!started) return 'Tries what the console will need. Nothing is saved or changed.';
  if (running) return `Checked ${steps.length} of ${HOST_STEPS.length}`;
  if (failed > 0) return counted(failed, 'problem');
  return warned > 0 ? `Works, with ${counted(warned, 'warning')}` : 'Everything works';
}

/** Whether a host with the settings of the form could be used, step by step. */
export function CheckPane({ form }: { readonly form: HostForm }) {
  const { start, end: _, ...check } = useSteps<HostCheckStep>();
  const { request, draft, setKeys } = form;
  const begin = (hostKeys: readonly string[]): void => {
    if (request === null) {
      form.reveal();
      return;
    }
    const settings = { ...request.settings, hostKeys: [...hostKeys] };
    void start((signal) => checkHost({ ...request, settings }, signal));
  };
  return (
    <section
      aria-labelledby="check-title"
      className="min-w-0 self-start rounded-lg border border-line bg-panel lg:sticky lg:top-4 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line py-2 pr-2 pl-4">
        <h2 id="check-title" className="font-semibold">
          Connection check
        </h2>
        <Button isDisabled={check.running} onPress={() => begin(draft.hostKeys)}>
          {check.running ? 'Checking …' : check.started ? 'Check again' : 'Check'}
        </Button>
      </header>
      <p role="status" className="px-4 pt-2.5 text-xs text-ink-2">
        {summary(check)}
      </p>
      {check.error && (
        <div className="px-4 pt-2.5">
          <Problem error={check.error} />
        </div>
      )}
      <StepList
        ids={HOST_STEPS}
        titles={HOST_STEP_TITLES}
        steps={check.steps}
        running={check.running}
        more={({ hostKeys }) =>
          hostKeys.map((key) => (
            <UnknownKey
              key={key.line}
              found={key}
              onConfirm={() => {
                const all = [...draft.hostKeys.filter((line) => line !== key.line), key.line];
                setKeys(all);
                begin(all);
              }}
            />
          ))
        }
      />
    </section>
  );
}

function UnknownKey({ found, onConfirm }: { readonly found: FoundHostKey; readonly onConfirm: () => void }) {
  return (
    <div className="mt-1.5 rounded-md border border-line p-2">
      <p>
        <span className="text-ink-3">{found.type}</span>{' '}
        <CopyButton text={found.fingerprint} what="fingerprint" />
        <code className="block font-mono text-[11px] break-all">{found.fingerprint}</code>
      </p>
      <Button className="mt-1.5" onPress={onConfirm}>
        This is its key
      </Button>
    </div>
  );
}
