// @ts-check
import { readFileSync } from 'node:fs';

/** @typedef {{ id: string, version: string, name: string, aptBased: boolean }} Distribution */

/**
 * Reads the os-release(5) format: shell-like assignments, values may be quoted.
 * @param {string} text
 * @returns {Distribution}
 */
export function parseOsRelease(text) {
  /** @type {Map<string, string>} */
  const values = new Map();
  for (const line of text.split('\n')) {
    const match = /^([A-Z0-9_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    if (match?.[1])
      values.set(match[1], (match[2] ?? match[3] ?? match[4] ?? '').replace(/\\(["$`\\])/g, '$1'));
  }
  const id = values.get('ID') ?? 'linux';
  const family = [id, ...(values.get('ID_LIKE') ?? '').split(' ')];
  return {
    id,
    version: values.get('VERSION_ID') ?? '',
    name: values.get('PRETTY_NAME') ?? id,
    aptBased: family.includes('debian') || family.includes('ubuntu'),
  };
}

/** @returns {Distribution} */
export function thisDistribution() {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      return parseOsRelease(readFileSync(file, 'utf8'));
    } catch {
      // The next location according to os-release(5).
    }
  }
  return parseOsRelease('');
}
