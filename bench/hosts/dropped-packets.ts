import { RemoteHost } from '../../server/testing/remote-host.ts';

import { inWords, percentile, resampled } from '../spread.ts';
import { OtherConsole } from './other-console.ts';

/** Short turns of three consoles after each other, so that whatever else the machine does disturbs all alike. */
const ROUNDS = 400;
const AT_ONCE = 4;
/** Operations on each of these hosts in one turn. */
const EACH = 2;
/** They compile what the others run. */
const FIRST_ROUNDS = 25;

/** Durations of the operations of one turn each. */
interface Round {
  readonly disturbed: readonly number[];
  readonly calm: readonly number[];
  /** Like the calm one: what it differs by from that is the method's. */
  readonly control: readonly number[];
}

/**
 * What power operations on other hosts cost a console while the link to one of its hosts drops every packet, beside a
 * console that does not have that host.
 */
export async function droppedPackets(uris: readonly string[]): Promise<void> {
  await using remote = await RemoteHost.start();
  const near = uris.slice(0, AT_ONCE + 1);
  await using disturbed = await OtherConsole.open([...near, remote.sshUri]);
  await using calm = await OtherConsole.open(near);
  await using control = await OtherConsole.open(near);
  const work = (of: OtherConsole) => of.ask({ act: 'work', atOnce: AT_ONCE, each: EACH });
  const round = async (number: number): Promise<Round> => {
    const turns = [
      ['disturbed', disturbed],
      ['calm', calm],
      ['control', control],
    ] as const;
    const taken: Record<keyof Round, readonly number[]> = { disturbed: [], calm: [], control: [] };
    // Each comes after each of the others as often.
    const order = number % 2 === 0 ? turns : turns.toReversed();
    for (let turn = 0; turn < order.length; turn++) {
      const [name, of] = order[(turn + number) % order.length] ?? turns[0];
      taken[name] = await work(of);
    }
    return taken;
  };
  for (let number = 0; number < FIRST_ROUNDS; number++) await round(number);
  remote.dropPackets(true);
  await disturbed.ask({ act: 'hang', host: `host-${near.length}` });
  const rounds: Round[] = [];
  for (let number = 0; number < ROUNDS; number++) rounds.push(await round(number));
  remote.dropPackets(false);
  for (const share of [0.5, 0.95]) report(rounds, share);
}

function report(rounds: readonly Round[], share: number): void {
  const whole = (of: readonly Round[], kind: keyof Round) =>
    percentile(
      of.flatMap((each) => each[kind]),
      share,
    );
  const ratio = (of: keyof Round) =>
    inWords(resampled(rounds, (drawn) => whole(drawn, of) / whole(drawn, 'calm')));
  console.log(
    `pause and resume on another host, p${share * 100}: ${whole(rounds, 'disturbed').toFixed(1)} ms while one drops all packets, ${whole(rounds, 'calm').toFixed(1)} ms without it, ratio ${ratio('disturbed')}; a third console like the second: ${ratio('control')}; ${rounds.length * AT_ONCE * EACH} of each`,
  );
}
