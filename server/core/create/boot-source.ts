import {
  bootsFromNetwork,
  type BootSource,
  type BootSourceRequest,
  imageOf,
} from '../../../lib/contract/boot-source.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Image } from '../../../lib/contract/image.ts';
import { bytes as sizeText } from '../../../lib/domain/format.ts';
import type { OrchestratorStatus } from '../../orchestrator/api.ts';
import { sha512Crypt } from '../seed/sha512-crypt.ts';

const GIB = 1024 ** 3;

/** What is stored of the boot source of a request; the password only as a hash, apart from it. */
export function storedBootSource(request: BootSourceRequest): {
  readonly source: BootSource;
  readonly passwordHash: string | null;
} {
  if (request.kind !== 'cloud-image' || request.seed === null) {
    return {
      source: request.kind === 'cloud-image' ? { ...request, seed: null } : request,
      passwordHash: null,
    };
  }
  const { password, ...seed } = request.seed;
  return {
    source: { ...request, seed: { ...seed, hasPassword: password !== undefined } },
    passwordHash: password === undefined ? null : sha512Crypt(password),
  };
}

/** A request as it may be stored and shown again. */
export function withoutPassword<Request extends { bootSource?: BootSourceRequest | undefined }>(
  request: Request,
): Request {
  const { bootSource } = request;
  if (bootSource?.kind !== 'cloud-image' || bootSource.seed === null) return request;
  const { password: _, ...seed } = bootSource.seed;
  return { ...request, bootSource: { ...bootSource, seed } };
}

function refused(field: string, message: string, fix: string): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field: `bootSource.${field}`, message }] });
}

/** Refuses what can never boot. `hasOwnDisk`: the orchestrator has a disk with iPXE. */
export function checkBootSource(
  source: BootSource | BootSourceRequest,
  orchestrator: OrchestratorStatus,
  hasOwnDisk: boolean,
): void {
  const { name, kind } = orchestrator;
  if (kind === 'none' && source.kind === 'uefi-http') {
    throw refused(
      'kind',
      `"${name}" has no boot program, so its nodes cannot boot from the network.`,
      'Choose a medium, a cloud image or an iPXE disk, or another orchestrator.',
    );
  }
  if (imageOf(source) !== null || source.kind === 'uefi-http' || source.kind === 'disk') return;
  if (source.kind === 'ipxe-disk' && hasOwnDisk) return;
  throw refused(
    'image',
    NO_IMAGE[source.kind],
    'Add one (ven image add FILE, or the page Images) and choose it.',
  );
}

const NO_IMAGE: Readonly<Record<'medium' | 'cloud-image' | 'ipxe-disk', string>> = {
  medium: 'No image is chosen for the medium.',
  'cloud-image': 'No cloud image is chosen.',
  'ipxe-disk': 'No image of a disk with iPXE is chosen, and the orchestrator has none.',
};

/** Refuses an image that does not suit its use. */
export function checkImage(source: BootSource, image: Image, diskGiB: number): void {
  if (source.kind === 'medium') {
    if (source.attachment === 'usb' || image.kind === 'iso') return;
    throw refused(
      'attachment',
      `"${image.name}" is a disk image (${image.kind}): firmware does not boot it as a CD-ROM.`,
      'Attach it as a USB disk.',
    );
  }
  if (image.kind === 'iso') {
    throw refused(
      'image',
      `"${image.name}" is an ISO image, not the image of a disk.`,
      'Use it as a medium, or choose a qcow2 or raw image.',
    );
  }
  if (image.diskBytes <= diskGiB * GIB) return;
  const message = `A disk of ${diskGiB} GiB is smaller than the ${sizeText(image.diskBytes)} of the image "${image.name}".`;
  throw new ConsoleError('invalid', message, {
    fix: `Choose a disk of ${Math.ceil(image.diskBytes / GIB)} GiB or more.`,
    errors: [{ field: 'diskGiB', message }],
  });
}

export const bootsLocally = (source: { readonly kind: BootSource['kind'] } | undefined): boolean =>
  source !== undefined && !bootsFromNetwork(source);
