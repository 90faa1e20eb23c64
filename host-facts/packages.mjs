// @ts-check
import { statSync } from 'node:fs';
import { DPKG_QUERY, packageFacts, packagesFor } from '../lib/host-rules/packages.mjs';
import { outcomeOf } from './command.mjs';
import { thisDistribution } from './os-release.mjs';

/** @typedef {import('../lib/host-rules/facts.mjs').PackageFacts} PackageFacts */
/** @typedef {import('../lib/host-rules/packages.mjs').PackagePurpose} PackagePurpose */

/** dpkg writes it anew whenever a package changes. */
const DPKG_STATUS = '/var/lib/dpkg/status';

/** The last answer, and what it depends on. @type {{ key: string, facts: Promise<PackageFacts> } | undefined} */
let known;

/**
 * Null on distributions without apt, whose packages have other names.
 * @param {PackagePurpose} purpose
 * @returns {Promise<PackageFacts | null>}
 */
export async function readPackages(purpose) {
  const distribution = thisDistribution();
  if (!distribution.aptBased) return null;
  const changedAt = statSync(DPKG_STATUS, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const key = `${purpose} ${changedAt} ${process.env.PATH ?? ''}`;
  if (known?.key !== key) known = { key, facts: ask(packagesFor(purpose, distribution)) };
  return known.facts;
}

/** @param {readonly { name: string }[]} wanted */
async function ask(wanted) {
  // Exits 1 when a name is unknown and still lists the others.
  const { stdout } = await outcomeOf([...DPKG_QUERY, ...wanted.map(({ name }) => name)]);
  return packageFacts(stdout, wanted);
}
