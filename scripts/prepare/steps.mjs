// @ts-check
import { artefacts } from './artefacts-step.mjs';
import { browser } from './browser-step.mjs';
import { bundles } from './bundles-step.mjs';
import { judged } from '../../lib/host-rules/rules.mjs';
import { operator } from '../../host-facts/daemons.mjs';
import { findingOf } from './finding.mjs';
import { hostPackages } from './host-packages-step.mjs';
import { kvmDevice } from './kvm-device-step.mjs';
import { libvirtCollection } from './libvirt-collection-step.mjs';
import { libvirtAccess } from './libvirt-access-step.mjs';
import { libvirtDaemons } from './libvirt-daemons-step.mjs';
import { npmPackages } from './npm-packages-step.mjs';
import { prismaClient } from './prisma-client-step.mjs';
import { ptyLocks } from './pty-locks-step.mjs';
import { webPages } from './web-pages-step.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

/** @type {Step} */
const nodeVersion = {
  name: 'Node.js',
  for: ['test', 'start', 'dev'],
  inspect() {
    const facts = { nodeVersion: process.versions.node };
    return Promise.resolve(findingOf(judged('node-version', facts, operator())));
  },
};

/**
 * Each step follows those that it depends on: packages provide the kvm group and libvirtd, libvirtd should start after the
 * mode of /dev/kvm is final, and the rest is built with npm packages.
 * @type {Step[]}
 */
export const STEPS = [
  nodeVersion,
  hostPackages,
  kvmDevice,
  libvirtDaemons,
  libvirtAccess,
  ptyLocks,
  npmPackages,
  prismaClient,
  bundles,
  webPages,
  artefacts,
  browser,
  libvirtCollection,
];
