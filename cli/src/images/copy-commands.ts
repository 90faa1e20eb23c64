import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Image, imageName, type ImageUpload } from '../../../lib/contract/image.ts';
import { bytes as sizeText } from '../../../lib/domain/format.ts';
import { addCommand, onlyHost } from '../command.ts';
import { table } from '../output/text.ts';
import { progressTeller } from './progress.ts';

const hostOption = z.object({ host: z.string().optional() });
const copyOptions = hostOption.extend({ name: imageName.optional(), sha256: z.string().optional() });

/** `ven image volumes` and `copy`: images from storage pools of others. */
export function addCopying(group: Command): void {
  addCommand(group, {
    usage: 'volumes <pool>',
    summary: 'list the volumes of a storage pool',
    flags: [['--host <name>', 'host of the pool; needed if there are several']],
    args: z.tuple([z.string()]),
    options: hostOption,
    run: async ({ client }, [pool], { host }) => {
      const volumes = await client().images.volumes(host ?? (await onlyHost(client())), pool);
      const rows = volumes.map(({ name, bytes }) => [name, sizeText(bytes)]);
      return { document: { volumes }, text: table(['VOLUME', 'FILE'], rows) };
    },
  });
  addCommand(group, {
    usage: 'copy <pool> <volume>',
    summary: 'add an image as a copy of a volume in a storage pool, which stays as it is',
    flags: [
      ['--name <name>', 'name of the image (default: that of the volume)'],
      ['--sha256 <checksum>', 'refuse the volume if it has another SHA-256 checksum'],
      ['--host <name>', 'host of the pool (default: the first one)'],
    ],
    details: 'Ctrl-C leaves the copy going: see ven image list, and ven image cancel.',
    args: z.tuple([z.string(), z.string()]),
    options: copyOptions,
    run: async ({ client, output }, [pool, volume], { name = volume, ...given }) => {
      const console = client();
      const request = { pool, volume, name: imageName.parse(name), ...defined(given) };
      const upload = await console.images.copy(request);
      const image = await completed(console, upload, progressTeller(output, upload.bytes));
      const text = `Image ${image.name} (${image.kind}) was added.\nSHA-256: ${image.sha256 ?? ''}\n`;
      return { document: image, text };
    },
  });
}

const defined = ({ host, sha256 }: { host?: string | undefined; sha256?: string | undefined }) => ({
  ...(host === undefined ? {} : { host }),
  ...(sha256 === undefined ? {} : { sha256 }),
});

const LOOK_AGAIN = 500;

async function completed(
  client: ConsoleClient,
  { id, name }: ImageUpload,
  onProgress: (received: number) => void,
): Promise<Image> {
  for (;;) {
    const { images, uploads } = await client.images.list();
    const image = images.find((each) => each.name === name);
    if (image !== undefined) return image;
    const upload = uploads.find((each) => each.id === id);
    if (upload === undefined) {
      throw new ConsoleError(
        'host-refused',
        `The copy of ${name} was cancelled or failed; nothing of it stays.`,
        {
          fix: 'The page Images of the console tells why while it is open; so does the log of the server.',
        },
      );
    }
    onProgress(upload.received);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
}
