// @ts-check
import { checkAccess, checkDaemon, checkLogDaemon } from './daemons.mjs';
import { checkFirmware, checkSecureBoot } from './firmware.mjs';
import { checkAddresses, checkBridges, checkFirewall, checkForwarding, checkProxies } from './network.mjs';
import { nodeProblem } from './node-version.mjs';
import { checkPackages } from './packages.mjs';
import { checkProgram, HOST_PROGRAMS } from './programs.mjs';
import { checkPtyLocks } from './pty-locks.mjs';
import { checkConfinement, checkMemory, checkPools, checkSpace, checkTpm } from './room.mjs';
import { fail, ok } from './verdict.mjs';
import { checkAcceleration, checkKvmDevice, checkProcessor } from './virtualization.mjs';

/** @typedef {import('./facts.mjs').HostFacts} HostFacts */
/** @typedef {import('./facts.mjs').SpaceFacts} SpaceFacts */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/**
 * One thing that must be right on a host that runs nodes.
 * @typedef {object} HostRule
 * @property {string} id
 * @property {string} title
 * @property {(facts: HostFacts, operator: Operator) => Verdict | null} judge  null: the facts that it needs are absent
 */

/** @typedef {Verdict & { id: string, title: string }} HostCheck */

/**
 * A rule about one fact.
 * @template {keyof HostFacts} Name
 * @param {string} id
 * @param {string} title
 * @param {Name} name
 * @param {(fact: Exclude<HostFacts[Name], undefined>, operator: Operator) => Verdict} check
 * @returns {HostRule}
 */
const rule = (id, title, name, check) => ({
  id,
  title,
  judge(facts, operator) {
    const fact = facts[name];
    return isKnown(fact) ? check(fact, operator) : null;
  },
});

/**
 * @template Fact
 * @param {Fact} fact
 * @returns {fact is Exclude<Fact, undefined>}
 */
const isKnown = (fact) => fact !== undefined;

/**
 * @param {SpaceFacts['id']} id
 * @param {string} title
 * @returns {HostRule}
 */
const space = (id, title) => ({
  id,
  title,
  judge({ spaces }) {
    const found = spaces?.find((each) => each.id === id);
    return found === undefined ? null : checkSpace(found);
  },
});

/**
 * The rules of `ven doctor`, of the console's page of a host and of the preparation, in the order in which they are
 * shown. Each judges facts, wherever they were found out: host-facts reads those of this machine, server/hypervisor
 * those that libvirt reports.
 * @type {readonly HostRule[]}
 */
export const HOST_RULES = [
  rule('libvirt', 'libvirt', 'libvirt', (found) =>
    found.reached
      ? ok(`libvirt ${found.libvirt} and QEMU ${found.qemu} on ${found.hostname} answer`)
      : fail(found.reason, found.fix),
  ),
  rule('node-version', 'Node.js', 'nodeVersion', (version) => {
    const problem = nodeProblem(version);
    return problem === '' ? ok(`v${version}`) : fail(problem, 'Get it from https://nodejs.org/en/download');
  }),
  rule('virtualization', 'Processor', 'processor', checkProcessor),
  rule('kvm-device', 'KVM device', 'kvmDevice', (found, operator) => checkKvmDevice(found, operator)),
  rule('acceleration', 'KVM', 'acceleration', checkAcceleration),
  rule('packages', 'Packages', 'packages', checkPackages),
  ...HOST_PROGRAMS.map((program) =>
    rule(program.id, program.title, 'programs', (paths, operator) => checkProgram(program, paths, operator)),
  ),
  rule('firmware', 'UEFI firmware', 'firmware', checkFirmware),
  rule('secure-boot', 'Secure Boot', 'secureBootFirmware', checkSecureBoot),
  rule('tpm', 'TPM', 'tpmEmulator', checkTpm),
  rule('libvirtd', 'libvirt daemon', 'daemons', checkDaemon),
  rule('virtlogd', 'Log daemon', 'daemons', checkLogDaemon),
  rule('access', 'Access to libvirt', 'access', checkAccess),
  rule('pty-locks', 'Serial ports', 'strayLocks', checkPtyLocks),
  rule('pools', 'Storage pools', 'pools', checkPools),
  rule('bridges', 'Bridges', 'bridges', checkBridges),
  rule('addresses', 'Address ranges', 'addresses', checkAddresses),
  rule('forwarding', 'IP forwarding', 'forwarding', checkForwarding),
  rule('firewall', 'Firewall', 'firewall', checkFirewall),
  rule('confinement', 'Confinement of QEMU', 'confinement', checkConfinement),
  rule('proxies', 'Proxies', 'proxies', checkProxies),
  space('image-space', 'Space for disks'),
  space('data-space', 'Space for data'),
  rule('memory', 'Memory', 'memory', checkMemory),
];

/**
 * The checks of what is known.
 * @param {HostFacts} facts
 * @param {Operator} operator
 * @returns {HostCheck[]}
 */
export const checksOf = (facts, operator) =>
  HOST_RULES.flatMap(({ id, title, judge }) => {
    const verdict = judge(facts, operator);
    return verdict === null ? [] : [{ id, title, ...verdict }];
  });

/**
 * The check of one rule, whose facts must be known.
 * @param {string} id
 * @param {HostFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function judged(id, facts, operator) {
  const verdict = HOST_RULES.find((each) => each.id === id)?.judge(facts, operator);
  if (verdict == null) throw new Error(`nothing is known for the rule ${id}`);
  return verdict;
}
