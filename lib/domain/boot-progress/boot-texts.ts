// For tests: serial output of boots, and the progress derived from it.
import { Recogniser } from '../recogniser/recogniser.ts';
import { shippedRuleSet } from '../../rules/shipped.ts';
import { advance, beginBoot } from './advance.ts';
import type { BootProgress, BootOptions } from './boot-progress.ts';

export const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
export const bytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The progress of a boot that prints this text, one line a second, followed by `watched` seconds of silence. */
export function bootAfter(text: string, watched = 0, options: Partial<BootOptions> = {}): BootProgress {
  const recogniser = new Recogniser(shippedRuleSet());
  let boot = beginBoot({ at: at(0), orchestrator: 'edge', ...options });
  let now = 0;
  for (const line of text.split(/(?<=\n)/)) {
    now++;
    for (const detection of recogniser.feed(0, bytes(line)))
      boot = advance(boot, { kind: 'detection', at: at(now), detection });
    boot = advance(boot, { kind: 'tick', at: at(now) });
  }
  for (const end = now + watched; now < end;) boot = advance(boot, { kind: 'tick', at: at(++now) });
  return boot;
}

export const HTTP = '>>Start HTTP Boot over IPv4....\r\n  Station IP address is 10.0.0.2\r\n';
export const HTTPS = `${HTTP}\r\n  URI: https://h/a.efi\r\n`;
export const NBP = '\r\n  Error: Could not retrieve NBP file size from HTTP server.\r\n';
export const IPXE = 'iPXE initialising devices...ok\r\n';
export const MICRO_OS = `${IPXE}EFI stub: Loaded initrd from command line option\r\n`;
export const INSTALLED = `${MICRO_OS}BdsDxe: starting Boot0005 "ubuntu" from HD(1)\r\n`;
export const failedEntry = (word: string) =>
  `BdsDxe: failed to load Boot0002 "UEFI HTTPv4 (MAC:0)" from PciRoot(0x0)/Uri(): ${word}\r\n`;
