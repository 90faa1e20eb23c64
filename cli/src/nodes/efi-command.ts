import type { Command } from 'commander';
import { z } from 'zod';
import type { EfiVariables } from '../../../lib/contract/efi-variables.ts';
import { SECURE_BOOT_WORDS, vendorName } from '../../../lib/domain/efi-facts.ts';
import { addCommand, noOptions } from '../command.ts';
import { facts, table } from '../output/text.ts';

function efiText(efi: EfiVariables): string {
  const head = facts([
    ['Secure Boot', SECURE_BOOT_WORDS[efi.secureBoot]],
    ['Next start', efi.bootNext ?? 'in boot order'],
    ['Timeout', efi.timeout === null ? 'not set' : `${efi.timeout} s`],
    ['File', `${efi.path} (${efi.format}, ${efi.used} of ${efi.capacity} bytes used)`],
  ]);
  const options = efi.bootOptions.map(({ name, active, position, description, devicePath }) => [
    position === null ? '-' : String(position),
    name,
    active ? 'yes' : 'no',
    description,
    devicePath,
  ]);
  const keys = efi.keys.flatMap(({ name, certificates, others, problem }) => [
    ...certificates.map(({ subject, validTo, sha256 }) => [
      name,
      sha256.slice(0, 16),
      validTo?.slice(0, 10) ?? '-',
      subject,
    ]),
    ...(others === 0 ? [] : [[name, '-', '-', `${others} hashes`]]),
    ...(problem === null ? [] : [[name, '-', '-', problem]]),
  ]);
  const variables = efi.variables.map(({ name, guid, size }) => [name, String(size), vendorName(guid)]);
  return [
    head,
    table(['ORDER', 'NAME', 'ACTIVE', 'DESCRIPTION', 'DEVICE PATH'], options),
    ...(keys.length === 0 ? [] : [table(['KEYS', 'SHA-256', 'VALID TO', 'SUBJECT'], keys)]),
    table(['VARIABLE', 'BYTES', 'VENDOR'], variables),
  ].join('\n');
}

export const addEfi = (program: Command): Command =>
  addCommand(program, {
    usage: 'efi <node>',
    summary: "show what a node's firmware remembers: boot options, Secure Boot keys, variables",
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [node]) => {
      const efi = await client().nodes.efiVariables(node);
      return { document: efi, text: efiText(efi) };
    },
  });
