import { z } from 'zod';
import { type HostDetailsChanges, hostDetailsChanges } from '../contract/host-details.ts';
import { hostEntryToRegister, type HostEntryToRegister } from '../contract/node-entry.ts';
import { csvLine, csvRows } from './csv.ts';

/** The columns of the orchestrator's own command line. */
const COLUMNS = [
  'Serial',
  'UUID',
  'OSProfile',
  'Site',
  'Secure',
  'RemoteUser',
  'Metadata',
  'LVMSize',
  'CloudInitMeta',
  'K8sEnable',
  'K8sClusterTemplate',
  'K8sConfig',
  'Error - do not fill',
] as const;
type Column = (typeof COLUMNS)[number];

/** What is wrong, and where; `column` is null if it is the line as a whole. */
export interface CsvError {
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
}

export interface CsvHosts {
  readonly entries: readonly HostEntryToRegister[];
  readonly errors: readonly CsvError[];
}

export const csvErrorText = ({ line, column, message }: CsvError): string =>
  `line ${line}${column === null ? '' : `, column ${column}`}: ${message}`;

type Fields = ReadonlyMap<Column, string>;
type Complain = (column: Column | null, message: string) => void;

/** Machines from a CSV file with a heading; nothing of it is to be used if there are errors. */
export function readHostsCsv(text: string): CsvHosts {
  const errors: CsvError[] = [];
  const [heading, ...rows] = csvRows(text.replace(/^\uFEFF/, ''));
  if (heading === undefined)
    return { entries: [], errors: [{ line: 1, column: null, message: 'it is empty' }] };
  const columns = heading.fields.map((name) => columnNamed(name));
  for (const [index, column] of columns.entries()) {
    if (column !== undefined) continue;
    const name = heading.fields[index]?.trim() ?? '';
    errors.push({ line: heading.line, column: name || `${index + 1}`, message: unknownColumn() });
  }
  if (errors.length > 0) return { entries: [], errors };
  const entries: HostEntryToRegister[] = [];
  for (const { line, fields, unclosed } of rows) {
    const complain: Complain = (column, message) => errors.push({ line, column, message });
    if (unclosed) complain(null, 'a quotation mark is not closed');
    if (fields.length > columns.length) complain(null, `it has more than ${columns.length} fields`);
    const values = new Map<Column, string>();
    for (const [index, column] of columns.entries())
      if (column !== undefined) values.set(column, fields[index]?.trim() ?? '');
    const before = errors.length;
    const entry = entryFrom(values, complain);
    if (entry !== null && errors.length === before) entries.push(entry);
  }
  if (rows.length === 0) errors.push({ line: heading.line, column: null, message: 'no machine follows' });
  return { entries, errors: [...errors, ...(errors.length > 0 ? [] : repeated(rows, columns))] };
}

const unknownColumn = (): string => `the first line names the columns: ${COLUMNS.slice(0, 9).join(', ')} …`;

const columnNamed = (name: string): Column | undefined =>
  COLUMNS.find((column) => column.toLowerCase() === name.trim().toLowerCase());

const SECURE: Readonly<Record<string, boolean>> = { true: true, false: false };

function entryFrom(fields: Fields, complain: Complain): HostEntryToRegister | null {
  const given = (column: Column) => fields.get(column) ?? '';
  for (const column of ['K8sClusterTemplate', 'K8sConfig'] as const)
    if (given(column) !== '') complain(column, 'this console creates no Kubernetes clusters; leave it empty');
  if (!['', 'false'].includes(given('K8sEnable').toLowerCase()))
    complain('K8sEnable', 'this console creates no Kubernetes clusters; leave it empty');
  const secure = given('Secure').toLowerCase();
  if (secure !== '' && SECURE[secure] === undefined) complain('Secure', 'use true, false or nothing');
  const profile = given('OSProfile');
  if (/^os-[0-9a-f]{8}$/.test(profile))
    complain('OSProfile', 'use the name of the profile: it stays when the image is updated');
  const details = detailsFrom(given, complain);
  const entry = {
    ...optional('serial', given('Serial')),
    ...optional('uuid', given('UUID')),
    ...optional('osProfile', profile),
    ...(SECURE[secure] === undefined ? {} : { secureBoot: SECURE[secure] }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
  const parsed = hostEntryToRegister.safeParse(entry);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) complain(columnOf(path), message);
  return null;
}

/** In the order of the contract's paths. */
const columnOf = (path: readonly PropertyKey[]): Column | null => {
  const name = path.find((part) => typeof part === 'string' && part in COLUMN_OF);
  return typeof name === 'string' ? (COLUMN_OF[name] ?? null) : null;
};

const COLUMN_OF: Readonly<Record<string, Column>> = {
  serial: 'Serial',
  uuid: 'UUID',
  osProfile: 'OSProfile',
};

const DETAIL_COLUMNS: Readonly<Record<keyof HostDetailsChanges, Column>> = {
  site: 'Site',
  localAccount: 'RemoteUser',
  metadata: 'Metadata',
  userLvmGiB: 'LVMSize',
  customConfigs: 'CloudInitMeta',
};

function detailsFrom(given: (column: Column) => string, complain: Complain): HostDetailsChanges {
  const lvm = given('LVMSize');
  const metadata = metadataFrom(given('Metadata'), (message) => complain('Metadata', message));
  const details = {
    ...optional('site', given('Site')),
    ...optional('localAccount', given('RemoteUser')),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(lvm === '' ? {} : { userLvmGiB: Number(lvm) }),
    ...(given('CloudInitMeta') === '' ? {} : { customConfigs: given('CloudInitMeta').split('&') }),
  };
  const parsed = hostDetailsChanges.safeParse(details);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const field = detailField.safeParse(path[0]);
    complain(field.success ? DETAIL_COLUMNS[field.data] : null, message);
  }
  return {};
}

const detailField = z.enum(['site', 'localAccount', 'metadata', 'userLvmGiB', 'customConfigs']);

/** `key=value&key=value`. */
export function metadataFrom(text: string, complain: (message: string) => void): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const at = pair.indexOf('=');
    if (at < 1) complain(`"${pair}" is not of the form key=value`);
    else metadata[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return metadata;
}

const optional = <Key extends string>(key: Key, value: string): Partial<Record<Key, string>> => {
  const part: Partial<Record<Key, string>> = {};
  if (value !== '') part[key] = value;
  return part;
};

/** Serial numbers and UUIDs that two lines have. */
function repeated(rows: ReturnType<typeof csvRows>, columns: readonly (Column | undefined)[]): CsvError[] {
  const errors: CsvError[] = [];
  for (const column of ['Serial', 'UUID'] as const) {
    const at = columns.indexOf(column);
    const firstLines = new Map<string, number>();
    for (const { line, fields } of rows) {
      const value = (fields[at] ?? '').trim().toLowerCase();
      const first = firstLines.get(value);
      if (value === '') continue;
      if (first === undefined) firstLines.set(value, line);
      else errors.push({ line, column, message: `line ${first} has the same` });
    }
  }
  return errors;
}

export interface CsvHost {
  readonly serial: string;
  readonly uuid: string;
  readonly osProfile: string | null;
  readonly site: string | null;
  readonly secureBoot: boolean | null;
  readonly localAccount: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The same format; what an orchestrator does not give again stays empty. */
export function writeHostsCsv(hosts: readonly CsvHost[]): string {
  const rows = hosts.map((host) => [
    host.serial,
    host.uuid,
    host.osProfile ?? '',
    host.site ?? '',
    host.secureBoot === null ? '' : String(host.secureBoot),
    host.localAccount ?? '',
    Object.entries(host.metadata)
      .map(([key, value]) => `${key}=${value}`)
      .join('&'),
  ]);
  const filled = rows.map((row) => [...row, ...Array<string>(COLUMNS.length - row.length).fill('')]);
  return [[...COLUMNS], ...filled].map(csvLine).join('');
}
