import { type Duplex } from 'node:stream';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** Milliseconds. A question is answered at once unless the host is drowning; work may wait for disks and for QEMU. */
const QUESTION = 30_000;
const WORK = 120_000;

const ASKS = /_(?:GET|LOOKUP|LIST|NUM|IS|HAS|SUPPORTS)(?:_|$)/;

/** How long a call of libvirt's may take, by its name: one that never ends would hold up everything behind it. */
export const deadlineOf = (call: string): number => (ASKS.test(call) ? QUESTION : WORK);

export const UNANSWERED =
  'libvirt on the host takes calls and does not answer them: look whether its storage answers (df) and into journalctl -u libvirtd; restarting libvirtd leaves the nodes running. Then repeat it.';

/** A volume's bytes on their way have the time that other work has. */
export function withDeadline<Stream extends Duplex>(stream: Stream): Stream {
  const late = new ConsoleError('host-unreachable', 'the bytes of a volume did not come to an end', {
    fix: UNANSWERED,
  });
  const timer = setTimeout(() => stream.destroy(late), WORK);
  stream.once('close', () => clearTimeout(timer));
  return stream;
}
