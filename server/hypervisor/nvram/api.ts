import type { EfiVariables } from '../../../lib/contract/efi-variables.ts';

/** How a domain's firmware stands to what certain certificates have signed. */
export interface SecureBootFacts {
  readonly state: EfiVariables['secureBoot'];
  /** Subjects of those that are not enrolled in db. */
  readonly missing: readonly string[];
}

/** What the firmware of a host's domains remembers, by UUID. */
export interface HostNvram {
  /** Rejects with `conflict` before the domain's first start. */
  variables(uuid: string): Promise<EfiVariables>;
  /** Lets the firmware boot from the network at the next start, and only then. The domain has to be off. */
  bootFromNetworkNext(uuid: string): Promise<void>;
  /** Before the domain's first start, of what its variables will begin with. */
  secureBoot(uuid: string, pem: string): Promise<SecureBootFacts>;
  /**
   * Enrols the certificates of a PEM text in db, instead of those that the console enrolled before. The domain has to be
   * off. `template`: path of what its variables begin with from now on, made with `templateWithSigners`.
   */
  enrolSigners(uuid: string, pem: string, template: string): Promise<void>;
  /** The firmware's variables in the file `template`, with the certificates in db: a template for one node's. */
  templateWithSigners(template: string, pem: string): Promise<Buffer>;
}
