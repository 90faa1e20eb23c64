import { duration } from '../../lib/domain/format.ts';
import type { ProvisioningStep } from '../../lib/contract/boot.ts';
import { Elapsed } from '../ui/moment.tsx';

/** The orchestrator's own steps within provisioning: how many, and the one that lasts. */
interface WorkflowLaneProps {
  readonly steps: readonly ProvisioningStep[];
  /** Provisioning has finished, and so have steps that were never reported. */
  readonly over: boolean;
}

export function WorkflowLane({ steps, over }: WorkflowLaneProps) {
  const last = steps.at(-1);
  if (!last) return null;
  const live = last.endedAt === null;
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      <span aria-hidden className="inline-flex h-1.5 w-32 gap-px max-lg:hidden">
        {Array.from({ length: last.total }, (_, index) => {
          const step = steps.find((one) => one.step === index + 1);
          const passed = index + 1 < last.step || (!live && (over || index + 1 === last.step));
          return (
            <span
              key={index}
              title={step === undefined ? undefined : `${step.text} ${tookOf(step)}`}
              className={`h-full flex-1 ${passed ? 'bg-bar' : index + 1 === last.step ? 'bg-accent' : 'bg-line-strong'}`}
            />
          );
        })}
      </span>
      <span className="tabular-nums">
        {live
          ? `Workflow ${last.step} of ${last.total}: ${last.text} `
          : `Workflow: ${over ? last.total : last.step} of ${last.total} steps`}
        {live && <Elapsed from={last.startedAt} to={null} />}
      </span>
    </span>
  );
}

/** How long a step took; nothing while it lasts. */
export const tookOf = ({ startedAt, endedAt }: ProvisioningStep): string =>
  endedAt === null ? '' : duration(Date.parse(endedAt) - Date.parse(startedAt));
