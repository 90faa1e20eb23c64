import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { runProgram } from '../ssh/program.ts';

const TC_MS = 5_000;

/** As the kernel has it; this goes to a command line. */
const INTERFACE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/;

/** Has the kernel lose some of the packets that go to a machine through an interface of this host. */
export async function loseIn(name: string, percent: number): Promise<void> {
  const refusal = await tc('replace', name, 'root', 'netem', 'loss', `${percent}%`);
  if (refusal === null) return;
  throw new ConsoleError('host-refused', `The kernel loses no packets on ${name}: ${refusal}`, {
    fix: 'The console needs tc (iproute2), the kernel module sch_netem and the capability CAP_NET_ADMIN for that; link-slow and link-down need none of them.',
  });
}

/** Does nothing if there is nothing to clear. */
export async function clearQueue(name: string): Promise<void> {
  const refusal = await tc('del', name, 'root');
  if (refusal === null || /No such|Invalid handle|handle of zero|Cannot find device/i.test(refusal)) return;
  throw new ConsoleError('host-refused', `The kernel keeps losing packets on ${name}: ${refusal}`, {
    fix: `Take it back by hand: tc qdisc del dev ${name} root`,
  });
}

/** Null, or why it was refused. */
async function tc(what: 'replace' | 'del', name: string, ...rest: readonly string[]): Promise<string | null> {
  if (!INTERFACE_NAME.test(name)) return `“${name}” is no name of an interface`;
  try {
    const { code, stderr } = await runProgram('tc', ['qdisc', what, 'dev', name, ...rest], {
      timeout: TC_MS,
    });
    return code === 0 ? null : stderr.trim().split('\n').at(-1) || `tc ended with ${String(code)}`;
  } catch (error) {
    return messageOf(error);
  }
}
