import type { Domain } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { pngFromPixmap } from './png.ts';

/** Far more than a screen of QEMU's VGA. */
const LARGEST = 64 * 1024 * 1024;

/** The screen of a running domain as PNG: taken by QEMU, so that no viewer has to connect. */
export async function screenshot(domain: Domain): Promise<Buffer> {
  if (!(await domain.isActive())) {
    throw new ConsoleError('conflict', `${domain.name} has no display now: it is not running`, {
      fix: 'Start the node.',
    });
  }
  const { mime, stream } = await domain.screenshot();
  const parts: Buffer[] = [];
  let size = 0;
  const chunks: AsyncIterable<Buffer> = stream;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LARGEST) {
      stream.destroy();
      throw new ConsoleError('too-large', `the picture of ${domain.name}'s screen has more than 64 MiB`);
    }
    parts.push(chunk);
  }
  const picture = Buffer.concat(parts);
  // QEMU before 7.1 knows no other format.
  return mime === 'image/png' ? picture : pngFromPixmap(picture);
}
