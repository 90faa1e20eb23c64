import { type Domain, ErrorCode, isLibvirtError } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { parseXml } from '../xml/parse.ts';

const domainDocument = z.object({
  domain: z.object({
    devices: z.object({
      serial: z
        .array(
          z.object({
            log: z.object({ '@file': z.string() }).optional().catch(undefined),
            target: z.object({ '@port': z.coerce.number() }).optional().catch(undefined),
          }),
        )
        .default([]),
    }),
  }),
});

/** Null when the log was removed from the definition, or the domain was edited beyond recognition or removed. */
export async function serialLogPath(domain: Domain, port: number): Promise<string | null> {
  try {
    const xml = await domain.getXMLDesc();
    const { serial } = parseXml(domainDocument, `domain ${domain.name}`, xml).domain.devices;
    return serial.find(({ target }) => target?.['@port'] === port)?.log?.['@file'] ?? null;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN) || error instanceof ConsoleError) return null;
    throw error;
  }
}
