import type { CreateInput } from '../../../lib/contract/node.ts';
import type { NodeEntry } from '../../../lib/contract/node-entry.ts';
import { type CsvHost, csvErrorText, metadataFrom, readHostsCsv } from '../../../lib/domain/hosts-csv.ts';
import { expandRange } from '../../../lib/domain/name-range.ts';

/** What hosts are given, as it is typed. */
export interface DetailsDraft {
  readonly site: string;
  readonly metadata: string;
  readonly localAccount: string;
  readonly customConfigs: string;
  readonly userLvm: string;
}

export const NO_DETAILS: DetailsDraft = {
  site: '',
  metadata: '',
  localAccount: '',
  customConfigs: '',
  userLvm: '',
};

export const DETAILS_FIELDS = [
  'site',
  'metadata',
  'localAccount',
  'customConfigs',
  'userLvm',
] as const satisfies readonly (keyof DetailsDraft)[];

type Errors = Map<string, string>;

/** Machines from CSV; what is wrong with it is reported as an error of `csv`. */
export function csvPart(csv: string, errors: Errors): Pick<CreateInput, 'nodes' | 'count'> {
  if (csv.trim() === '') return {};
  const { entries, errors: mistakes } = readHostsCsv(csv);
  const missing = entries.find(({ serial }) => serial === undefined);
  const [mistake] = mistakes;
  if (mistake !== undefined) {
    const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : '';
    errors.set('csv', `${csvErrorText(mistake)}${more}`);
  } else if (missing !== undefined) errors.set('csv', `${missing.uuid ?? ''}: a node needs a serial number`);
  return {
    count: entries.length,
    nodes: entries.map(({ serial = '', ...entry }) => ({ ...entry, serial })),
  };
}

/** How many nodes are meant: a range or a list says so where nobody has typed a count. */
export function countIn({
  count,
  name,
  serials,
  csv,
}: {
  readonly count: string;
  readonly name: string;
  readonly serials: string;
  readonly csv: string;
}): number {
  if (csv.trim() !== '') return readHostsCsv(csv).entries.length;
  const range = expandRange(serials) ?? expandRange(name);
  return count.trim() === '1' && range !== null ? range.length : Number(count);
}

export function detailsPart(draft: DetailsDraft, errors: Errors): Pick<CreateInput, 'details'> {
  const metadata = metadataFrom(draft.metadata.trim(), (message) => errors.set('details.metadata', message));
  const details = {
    ...(draft.site.trim() === '' ? {} : { site: draft.site.trim() }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(draft.localAccount.trim() === '' ? {} : { localAccount: draft.localAccount.trim() }),
    ...(draft.customConfigs.trim() === ''
      ? {}
      : { customConfigs: draft.customConfigs.trim().split(/[\s,]+/) }),
    ...(draft.userLvm.trim() === '' ? {} : { userLvmGiB: Number(draft.userLvm) }),
  };
  return Object.keys(details).length === 0 ? {} : { details };
}

/** Details as they would be typed. */
export function detailsTexts({
  site,
  metadata = {},
  localAccount,
  customConfigs = [],
  userLvmGiB,
}: NonNullable<CreateInput['details']> = {}): DetailsDraft {
  return {
    site: site ?? '',
    metadata: Object.entries(metadata)
      .map(([key, value]) => `${key}=${value}`)
      .join('&'),
    localAccount: localAccount ?? '',
    customConfigs: customConfigs.join(', '),
    userLvm: userLvmGiB === undefined ? '' : String(userLvmGiB),
  };
}

/** A machine of a list, as a line of CSV. */
export function csvHostOf({ serial, uuid, osProfile, secureBoot, details = {} }: NodeEntry): CsvHost {
  return {
    ...{ serial, uuid: uuid ?? '', osProfile: osProfile ?? null, secureBoot: secureBoot ?? null },
    ...{ site: details.site ?? null, localAccount: details.localAccount ?? null },
    metadata: details.metadata ?? {},
  };
}
