import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux: USER_HZ. */
const TICKS = 100;

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

/** Seconds of a core that a process and all that it has started have used. */
export const processorTime = (pid: number): number =>
  ticksOf(pid) / TICKS + childrenOf(pid).reduce((sum, child) => sum + processorTime(child), 0);
