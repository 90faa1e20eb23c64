// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { textOf } from '../../host-facts/files.mjs';
import { DPKG_QUERY } from '../../lib/host-rules/packages.mjs';
import { run } from '../command.mjs';
import { list, record } from '../json.mjs';
import { privilege } from './privilege.mjs';

/** The role `host` of the Ansible collection writes it as well, and takes back what it names (`ven host unprepare`). */
const RECORD = '/var/lib/ven-host.json';

/** @typedef {{ packages: string[], members: string[] }} HostRecord */

/** @param {unknown} value */
const strings = (value) => (value === undefined ? [] : list(value).map(String));

/**
 * What a preparation has added to a host, together with what earlier ones added.
 * @param {string} before  the record so far; empty if there is none
 * @param {Partial<HostRecord>} added
 * @returns {HostRecord}
 */
export function extended(before, { packages = [], members = [] }) {
  const known = before === '' ? {} : record(JSON.parse(before));
  /** @param {string[]} all */
  const sorted = (all) => [...new Set(all)].sort();
  return {
    packages: sorted([...strings(known.packages), ...packages]),
    members: sorted([...strings(known.members), ...members]),
  };
}

/** @param {Partial<HostRecord>} added */
export async function remember(added) {
  if ((added.packages ?? []).length + (added.members ?? []).length === 0) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-record-'));
  try {
    const file = path.join(folder, 'record.json');
    writeFileSync(file, `${JSON.stringify(extended(textOf(RECORD), added), null, 4)}\n`);
    const { elevate } = await privilege();
    await run(elevate(['install', '--mode=0644', '--', file, RECORD]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The names of all packages that are installed. */
export async function allPackages() {
  const { stdout } = await run(DPKG_QUERY);
  return stdout.split('\n').flatMap((line) => {
    const [name = '', status] = line.split(' ');
    return status === 'installed' ? [name] : [];
  });
}
