'use client';
import { absolute } from '../../../lib/domain/format.ts';
import { useEffect, useRef } from 'react';
import type { StageEvent } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { STAGE_FACTS } from '../../../lib/domain/stages.ts';
import { tookOf } from '../../timeline/workflow-lane.tsx';
import { Elapsed } from '../../ui/moment.tsx';
import { Card } from '../../ui/page.tsx';

interface StatementsProps {
  readonly node: NodeDetail;
  /** The stage whose confirmation was requested: it is marked. */
  readonly highlighted: string | null;
}

/** Confirmed stages of the latest boot, in the words of their source, and the workflow step by step. */
export function Confirmations({ node, highlighted }: StatementsProps) {
  const confirmed = node.stages.filter(({ basis }) => basis === 'confirmed');
  const steps = node.boots.findLast((boot) => boot.steps.length > 0)?.steps ?? [];
  return (
    <>
      <Card title="Confirmed stages">
        {confirmed.length === 0 && <p className="text-ink-3">No stage of this boot is confirmed yet.</p>}
        <ul className="flex flex-col">
          {confirmed.map((event) => (
            <Statement
              key={`${event.stage} ${event.startedAt}`}
              event={event}
              marked={event.stage === highlighted}
            />
          ))}
        </ul>
      </Card>
      {steps.length > 0 && (
        <Card title="Provisioning workflow">
          <ol className="flex flex-col">
            {steps.map((step) => (
              <li key={`${step.step} ${step.startedAt}`} className="flex gap-3 py-0.5">
                <span className="w-12 shrink-0 text-right text-ink-3 tabular-nums">
                  {step.step} / {step.total}
                </span>
                <span className="min-w-0 flex-1 break-words">{step.text}</span>
                <span className="shrink-0 tabular-nums" title={`from ${absolute(step.startedAt)}`}>
                  {step.endedAt === null ? <Elapsed from={step.startedAt} to={null} /> : tookOf(step)}
                </span>
              </li>
            ))}
          </ol>
        </Card>
      )}
    </>
  );
}

function Statement({ event, marked }: { readonly event: StageEvent; readonly marked: boolean }) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (marked) row.current?.scrollIntoView({ block: 'center' });
  }, [marked]);
  return (
    <li
      ref={row}
      aria-current={marked ? 'true' : undefined}
      className={`grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 rounded-sm px-2 py-1 ${marked ? 'bg-accent-soft ring-1 ring-accent' : ''}`}
    >
      <span className="font-medium">{STAGE_FACTS[event.stage].title}</span>
      <span className="min-w-0">
        {event.statuses.length === 0 ? (
          <Line at={event.startedAt} who="libvirt" text={event.evidence?.line ?? LIBVIRT_STATE} />
        ) : (
          event.statuses.map(({ name, text, at }) => (
            <Line key={`${name} ${at}`} at={at} who={name} text={text} />
          ))
        )}
      </span>
    </li>
  );
}

const LIBVIRT_STATE = 'the state of the virtual machine';

const Line = ({ at, who, text }: { readonly at: string; readonly who: string; readonly text: string }) => (
  <span className="flex min-w-0 gap-2">
    <time dateTime={at} className="shrink-0 text-ink-3 tabular-nums" title={absolute(at)}>
      {new Date(at).toLocaleTimeString()}
    </time>
    <span className="shrink-0 text-ink-3">{who}</span>
    <span className="min-w-0 break-words">{text}</span>
  </span>
);
