import { z } from 'zod';
import { certificates, hostEntry } from './orchestrator-settings.ts';

/** A URL that fits into a line of a DHCP server's configuration. */
const bootUrl = z
  .string()
  .max(1000)
  .regex(/^[!#-~]+$/, 'use a URL without spaces, quotes and control characters')
  .pipe(z.url({ protocol: /^https?$/, error: 'use an http:// or https:// URL' }));

/** An EFI HTTP boot server: its nodes' network sends the firmware there, and there is no API to ask about them. */
export const httpBootSettings = z
  .strictObject({
    /** What the firmware downloads and starts: an EFI program, or an image of a disk or CD-ROM. */
    bootProgramUrl: bootUrl,
    /** Sent by DHCP to an iPXE that has no script of its own. */
    bootScriptUrl: bootUrl.nullable().default(null),
    /** PEM of the CA that the firmware has to trust; null for HTTP. */
    authority: certificates.nullable().default(null),
    /** What its programs are signed with; enrolled in the firmware of nodes with Secure Boot. */
    secureBootCertificate: certificates.nullable().default(null),
    /** Names that the nodes' network resolves, because no name server does. */
    hosts: z.array(hostEntry).max(100).default([]),
  })
  .superRefine(({ bootProgramUrl, authority }, context) => {
    if (!bootProgramUrl.startsWith('https:') || authority !== null) return;
    context.addIssue({
      code: 'custom',
      path: ['authority'],
      message: 'a boot program over HTTPS needs its CA: firmware trusts none by itself',
    });
  })
  .meta({ id: 'HttpBootSettings' });
