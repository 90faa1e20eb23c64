import type { FailureDetection, Rank, StageDetection } from '../recogniser/detections.ts';
import type { Stage } from '../stages.ts';
import { advance, beginBoot } from './advance.ts';
import { at } from './boot-texts.ts';
import type { StatusReport, BootProgress, BootOptions } from './boot-progress.ts';

// What tests feed a boot with, at so many seconds after its start.

export const begun = (options: Partial<BootOptions> = {}): BootProgress =>
  beginBoot({ at: at(0), orchestrator: 'edge', ...options });

export const observes = (boot: BootProgress, seconds: number, stage: Stage, entry = 1): BootProgress => {
  const detection: StageDetection = {
    kind: 'stage',
    basis: 'observed',
    stage,
    entry,
    progress: null,
    port: 0,
    offset: seconds,
    line: `${stage} seen`,
  };
  return advance(boot, { kind: 'detection', at: at(seconds), detection });
};

export const reports = (boot: BootProgress, seconds: number, report: StatusReport): BootProgress =>
  advance(boot, { kind: 'report', at: at(seconds), report });

export const ticks = (boot: BootProgress, seconds: number): BootProgress =>
  advance(boot, { kind: 'tick', at: at(seconds) });

export const fails = (
  boot: BootProgress,
  seconds: number,
  grace: number | null,
  cause = 'it broke',
  rank: Rank = 'cause',
): BootProgress => {
  const detection: FailureDetection = {
    kind: 'failure',
    class: 'ipxe',
    cause,
    fix: 'fix it',
    grace,
    rank,
    port: 1,
    offset: 7,
    line: 'Error',
  };
  return advance(boot, { kind: 'detection', at: at(seconds), detection });
};

export const summary = ({ stages }: BootProgress): string[] =>
  stages.map(({ stage, basis, outcome }) => `${stage} ${basis} ${outcome}`);
