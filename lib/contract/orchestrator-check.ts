import { z } from 'zod';
import { CHECK_STEPS } from '../domain/connection-check.ts';
import { FINDINGS } from '../domain/diagnosis/findings.ts';
import { moment } from './boot.ts';

/** SHA-256 of a certificate as people pass it on; with or without colons. */
export const fingerprint = z
  .string()
  .regex(
    /^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$/,
    'use a SHA-256 fingerprint: 32 pairs of hexadecimal digits',
  );

/** Of the chain that a server presented, the server's own first. */
const presentedCertificate = z
  .object({
    subject: z.string(),
    issuer: z.string(),
    validFrom: moment,
    validTo: moment,
    /** SHA-256 of the certificate, as pairs of hexadecimal digits with colons. */
    fingerprint: z.string(),
    selfSigned: z.boolean(),
  })
  .meta({ id: 'PresentedCertificate' });
export type PresentedCertificate = z.infer<typeof presentedCertificate>;

/** A CA that nobody has confirmed yet. Its fingerprint has to be compared with what the operator of the server says. */
const foundAuthority = presentedCertificate.extend({ pem: z.string() }).meta({ id: 'FoundAuthority' });

/** What a step of any check found. */
export const finding = z.object({
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  milliseconds: z.int(),
  /** What was found: a sentence or two. */
  evidence: z.string(),
  /** What to do next; empty if nothing has to be done. */
  fix: z.string(),
  /** What is wrong, as a code that does not change with the words; null where nothing is, or no cause has this name. */
  finding: z.enum(FINDINGS).nullable(),
  /** Empty unless the step is about certificates. */
  certificates: z.array(presentedCertificate),
  /** What could be trusted from now on; null unless the step is about certificates that nothing vouches for. */
  authority: foundAuthority.nullable(),
});
export type Finding = z.infer<typeof finding>;

export const checkStep = finding.extend({ id: z.enum(CHECK_STEPS) }).meta({ id: 'CheckStep' });
export type CheckStep = z.infer<typeof checkStep>;
