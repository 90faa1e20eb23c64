'use client';
import { AccelerationReason } from '../../hosts/host-status.tsx';
import type { ReactNode } from 'react';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import Plus from 'lucide-react/icons/plus';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Host } from '../../../lib/contract/host.ts';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { bootsNodes, defaultOrchestrator } from '../../../lib/domain/default-orchestrator.ts';
import { useAllowed, useHosts, useOrchestrators } from '../../data/hooks.ts';
import { ADD_PATH } from '../../orchestrators/kinds.ts';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';

interface Step {
  readonly title: string;
  readonly state: 'waiting' | 'done' | 'warn' | 'bad';
  readonly text: ReactNode;
}

function hostStep(host: Host | undefined): Step {
  if (!host || host.state === 'connecting')
    return { title: 'Host', state: 'waiting', text: 'Waiting for libvirt to answer' };
  if (host.state === 'unreachable')
    return { title: 'Host is not connected', state: 'bad', text: `${host.reason ?? ''} ${host.fix ?? ''}` };
  const versions = host.versions;
  return {
    title: `Host ${host.name} is ready`,
    state: 'done',
    text: versions
      ? `libvirt ${versions.libvirt}, QEMU ${versions.qemu}, firmware ${versions.firmware}`
      : host.uri,
  };
}

function accelerationStep(host: Host | undefined): Step {
  const found = host?.acceleration;
  if (!found)
    return {
      title: 'Acceleration',
      state: 'waiting',
      text:
        host?.state === 'unreachable'
          ? 'Tested once the host is connected'
          : 'Starting a test machine to see whether KVM works',
    };
  const kvm = found.kind === 'kvm';
  return {
    title: kvm ? 'KVM works' : 'Software emulation, without KVM',
    state: kvm ? 'done' : 'warn',
    text: <AccelerationReason found={found} />,
  };
}

function orchestratorStep(found: Orchestrator | undefined): Step {
  if (!found || found.state === 'starting')
    return { title: 'Orchestrator', state: 'waiting', text: 'Waiting for the orchestrator to start' };
  if (found.state !== 'ok')
    return {
      title: `${found.name} is not ready`,
      state: 'bad',
      text: `${found.reason ?? ''} ${found.fix ?? ''}`,
    };
  if (found.kind === 'none')
    return {
      title: 'No orchestrator',
      state: 'bad',
      text: 'Nodes have nothing to boot from. Add an orchestrator, or start the console without VEN_SIMULATOR=off to use the built-in simulator.',
    };
  return { title: `Orchestrator ${found.name} is ready`, state: 'done', text: found.url ?? '' };
}

interface FirstRunProps {
  readonly mayWrite: boolean;
  readonly onCreate: () => void;
}

/** The checklist before the first node; fills itself in. */
export function FirstRun({ mayWrite, onCreate }: FirstRunProps) {
  const { data: hosts } = useHosts();
  const { data: orchestrators } = useOrchestrators();
  const mayAdd = useAllowed('orchestrators.write');
  const host = hosts?.[0];
  const orchestrator = defaultOrchestrator(orchestrators ?? [], false);
  const steps = [hostStep(host), accelerationStep(host), orchestratorStep(orchestrator)];
  const needsOrchestrator = orchestrator !== undefined && !bootsNodes(orchestrator);
  const missing =
    host?.state !== 'connected'
      ? 'Available once the host is connected.'
      : needsOrchestrator
        ? 'Needs an orchestrator.'
        : null;
  return (
    <div className="mx-auto w-full max-w-xl px-4 py-12">
      <h2 className="text-xl font-semibold">No nodes yet</h2>
      <p className="mt-1 text-ink-2">
        A virtual edge node is a libvirt virtual machine that boots over the network and is onboarded and
        provisioned by an orchestrator. You follow every stage here, from power-on to ready.
      </p>
      <ol className="mt-5 rounded-lg border border-line bg-panel">
        {steps.map((step) => (
          <li
            key={step.title}
            className="flex min-h-15 gap-3 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <StepMark state={step.state} />
            <div className="min-w-0">
              <p className="font-medium">{step.title}</p>
              <div className="text-xs text-ink-3">{step.text}</div>
            </div>
          </li>
        ))}
      </ol>
      {needsOrchestrator && mayAdd && (
        <Link
          href={ADD_PATH}
          className="mt-5 flex h-10 w-full items-center justify-center gap-1.5 rounded-md bg-accent text-base font-medium text-accent-ink hover:brightness-110"
        >
          <Plus size={17} /> Add an orchestrator
        </Link>
      )}
      {mayWrite ? (
        <Begin missing={missing} onCreate={onCreate} />
      ) : (
        <p className="mt-4 text-ink-2">Creating nodes needs the role operator or admin.</p>
      )}
    </div>
  );
}

function Begin({ missing, onCreate }: { readonly missing: string | null; readonly onCreate: () => void }) {
  return (
    <>
      <Button
        kind="primary"
        className="mt-5 h-10 w-full text-base"
        isDisabled={missing !== null}
        onPress={onCreate}
      >
        <Plus size={17} /> Create your first node
      </Button>
      {missing !== null && <p className="mt-2 text-center text-xs text-ink-3">{missing}</p>}
    </>
  );
}

function StepMark({ state }: { readonly state: Step['state'] }) {
  if (state === 'done')
    return <CircleCheck aria-label="done" size={18} className="mt-0.5 shrink-0 text-good" />;
  if (state === 'warn')
    return <TriangleAlert aria-label="works, but slowly" size={18} className="mt-0.5 shrink-0 text-warn" />;
  if (state === 'bad') return <CircleX aria-label="problem" size={18} className="mt-0.5 shrink-0 text-bad" />;
  return (
    <span
      role="img"
      aria-label="waiting"
      className="mt-1 ml-0.5 size-3.5 shrink-0 animate-breathe rounded-full bg-accent"
    />
  );
}
