import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { ConsoleClient, ImageSource } from 'ven-client';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { type Image, imageName, type ImageUpload } from '../../../lib/contract/image.ts';
import { age, bytes as sizeText, duration } from '../../../lib/domain/format.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import type { Output } from '../output/output.ts';
import { facts, table } from '../output/text.ts';
import { addCopying } from './copy-commands.ts';
import { progressTeller } from './progress.ts';

const nameArgument = z.tuple([z.string()]);

const addOptions = z.object({
  name: imageName.optional(),
  sha256: z.string().optional(),
  host: z.string().optional(),
});

const usersText = ({ usedBy }: Image): string => (usedBy.length === 0 ? '-' : usedBy.join(', '));

function imageText(image: Image): string {
  return facts([
    ['Name', image.name],
    ['Kind', image.kind],
    ['Host', image.host],
    ['File', sizeText(image.bytes)],
    ['Disk', sizeText(image.diskBytes)],
    ['SHA-256', image.sha256 ?? 'unknown'],
    ['Used by', usersText(image)],
    ['Added', `${image.createdAt} by ${image.createdBy}`],
  ]);
}

const uploadText = ({ name, received, bytes, startedBy, startedAt }: ImageUpload): string => {
  const percent = Math.floor((100 * received) / bytes);
  const lasts = duration(Date.now() - Date.parse(startedAt));
  return `Uploading ${name}: ${percent} % of ${sizeText(bytes)}, by ${startedBy} for ${lasts}\n`;
};

/** `ven image …`. */
export function addImages(program: Command): void {
  const group = program.command('image').description('images that nodes boot from');
  addReading(group);
  addCancel(group);
  addCopying(group);
  addCommand(group, {
    usage: 'add <file>',
    summary: 'upload an ISO, qcow2 or raw image',
    flags: [
      ['--name <name>', 'name of the image (default: that of the file)'],
      ['--sha256 <checksum>', 'refuse the file if it has another SHA-256 checksum'],
      ['--host <name>', 'host that stores it (default: the first one)'],
    ],
    args: z.tuple([z.string()]),
    options: addOptions,
    run: async ({ client, output }, [file], { name = path.basename(file), sha256, host }) => {
      const given = { ...(sha256 === undefined ? {} : { sha256 }), ...(host === undefined ? {} : { host }) };
      const image = await uploaded(client(), file, { name, ...given }, output);
      const { kind, sha256: checksum } = image;
      return {
        document: image,
        text: `Image ${image.name} (${kind}) was added.\nSHA-256: ${checksum ?? ''}\n`,
      };
    },
  });
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove an image that no node uses',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      await client().images.remove(name);
      return { document: { name, removed: true }, text: `Image ${name} was removed.\n` };
    },
  });
}

function addCancel(group: Command): void {
  addCommand(group, {
    usage: 'cancel <name>',
    summary: 'end the upload of an image, whoever began it; nothing of it stays',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const { uploads } = await client().images.list();
      const upload = uploads.find((each) => each.name === name);
      if (upload === undefined) {
        const running = uploads.map((each) => each.name).join(', ');
        throw new ConsoleError('not-found', `No image ${name} is being uploaded.`, {
          fix: running === '' ? 'No upload is running; see: ven image list' : `Running: ${running}.`,
        });
      }
      await client().images.cancel(upload.id);
      return { document: { name, cancelled: true }, text: `The upload of ${name} was cancelled.\n` };
    },
  });
}

function addReading(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list images, the nodes that use them, and uploads',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const { images, uploads } = await client().images.list();
      const rows = images.map((image) => [
        image.name,
        image.kind,
        sizeText(image.bytes),
        sizeText(image.diskBytes),
        image.sha256?.slice(0, 12) ?? '-',
        age(Date.now() - Date.parse(image.createdAt)),
        usersText(image),
      ]);
      const heading = ['IMAGE', 'KIND', 'FILE', 'DISK', 'SHA-256', 'AGE', 'USED BY'];
      return { document: { images, uploads }, text: table(heading, rows) + uploads.map(uploadText).join('') };
    },
  });
  addCommand(group, {
    usage: 'show <name>',
    summary: 'show an image with its whole checksum',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const image = await client().images.get(name);
      return { document: image, text: imageText(image) };
    },
  });
}

/** Ctrl-C ends it, and nothing of it stays. */
async function uploaded(
  client: ConsoleClient,
  file: string,
  request: Omit<ImageSource, 'bytes' | 'read'>,
  output: Output,
): Promise<Image> {
  await using handle = await opened(file);
  const { size } = await handle.stat();
  const read: ImageSource['read'] = async (offset, length) => {
    const buffer = new Uint8Array(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  const aborting = new AbortController();
  const onSignal = () => aborting.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const onProgress = progressTeller(output, size);
    return await client.images.upload(
      { ...request, bytes: size, read },
      { signal: aborting.signal, onProgress },
    );
  } catch (error) {
    if (!aborting.signal.aborted) throw error;
    throw new ConsoleError('interrupted', 'The upload was cancelled; nothing of it stays.');
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function opened(file: string) {
  try {
    return await open(file);
  } catch (error) {
    throw new ConsoleError('invalid', `${file} cannot be read: ${messageOf(error)}`, {
      fix: 'Check the path.',
    });
  }
}
