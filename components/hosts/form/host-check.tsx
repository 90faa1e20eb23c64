'use client';
import type { FoundHostKey, HostCheckStep } from '../../../lib/contract/host-check.ts';
import { HOST_STEPS, HOST_STEP_TITLES } from '../../../lib/domain/connection-check.ts';
import { CheckPane } from '../../checks/check-pane.tsx';
import { useSteps } from '../../checks/use-steps.ts';
import { checkHost } from '../../data/hosts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import type { HostForm } from './use-form.ts';

/** Whether a host with the settings of the form could be used. */
export function HostCheck({ form }: { readonly form: HostForm }) {
  const { start, end: _, ...check } = useSteps<HostCheckStep>();
  const { request, draft, change } = form;
  const begin = (hostKeys: readonly string[]): void => {
    if (request === null) {
      form.reveal();
      return;
    }
    const settings = { ...request.settings, hostKeys: [...hostKeys] };
    void start((signal) => checkHost({ ...request, settings }, signal));
  };
  const confirm = ({ line }: FoundHostKey): void => {
    const hostKeys = [...draft.hostKeys.filter((one) => one !== line), line];
    change({ hostKeys });
    begin(hostKeys);
  };
  return (
    <CheckPane
      ids={HOST_STEPS}
      titles={HOST_STEP_TITLES}
      check={check}
      about="Tries what the console will need."
      invalid={request === null}
      onCheck={() => begin(draft.hostKeys)}
      more={({ hostKeys }) =>
        hostKeys.map((key) => <UnknownKey key={key.line} found={key} onConfirm={() => confirm(key)} />)
      }
    />
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
