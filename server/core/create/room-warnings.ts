import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Capacity, Host } from '../../../lib/contract/host.ts';
import { poolSpace } from '../../../lib/domain/capacity.ts';
import type { Size } from './warnings.ts';

/** Refuses what can never work; warns about tight resources. */
export function checkRoom(host: Host, { fits, limitedBy }: Capacity, size: Size, count: number): string[] {
  const { capacity } = host;
  if (capacity === null) return [];
  // Another pool has its own check, with the name of the field.
  const space = poolSpace(capacity, null);
  if (size.pool === null && space !== null && size.diskGiB > space.capacityGiB) {
    throw noRoom(
      'diskGiB',
      `A disk of ${size.diskGiB} GiB is larger than the storage of ${host.name} (${round(space.capacityGiB)} GiB)`,
    );
  }
  if (size.memoryMiB * count > capacity.memoryMiB) {
    throw noRoom(
      'memoryMiB',
      `${count} × ${size.memoryMiB} MiB is more memory than ${host.name} has (${capacity.memoryMiB} MiB)`,
    );
  }
  if (fits >= count) return [];
  return [
    `${host.name} has room for ${fits} more of this size now (${limitedBy}); ${count} may become slow or fail.`,
  ];
}

function noRoom(field: string, message: string): ConsoleError {
  return new ConsoleError('no-capacity', `${message}.`, {
    fix: 'Choose a smaller size, fewer nodes, or another host.',
    errors: [{ field, message }],
  });
}

const round = (gibibytes: number): number => Math.floor(gibibytes * 10) / 10;
