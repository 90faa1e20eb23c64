import type { TemplateDefinition } from '../../../lib/contract/template.ts';
import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import type { DhcpSnippet } from '../../../lib/domain/dhcp-options.ts';
import type { Repair } from '../../../lib/domain/preflight.ts';
import type { NodeRow } from '../../db/api.ts';
import type { DhcpPlace, DhcpSurvey, HypervisorHost, NetworkModel } from '../../hypervisor/api.ts';
import type { BootFacts, OrchestratorAdapter } from '../../orchestrator/api.ts';
import { BootUrl } from '../../orchestrator/index.ts';

/** What is checked: a node, or those that a create would make. */
export interface Subject {
  readonly host: HypervisorHost;
  readonly orchestrator: OrchestratorAdapter | null;
  readonly template: Omit<TemplateDefinition, 'name'> | null;
  readonly nodes: readonly NodeRow[];
  /** It exists on its host; false for the nodes of a create. */
  readonly exists: boolean;
  readonly isOn: boolean;
  /** Rejects with the orchestrator's error. Null: what the nodes boot from does not come over a network of the console. */
  readonly loadBoot: () => Promise<Boot | null>;
}

/** What the nodes' firmware is given, and where. */
export interface Boot {
  readonly facts: BootFacts;
  readonly where: Where;
}

/** A network of the console, as it has to be, or one of somebody else. */
type Where =
  | { readonly kind: 'own'; readonly network: NetworkModel }
  | { readonly kind: 'network' | 'bridge'; readonly name: string };

/** What the steps of one check share. */
export class PreflightContext {
  readonly subject: Subject;
  readonly signal: AbortSignal;
  /** What the console offers to do, by the step that found it. */
  readonly repairs = new Map<string, Repair>();
  /** Undefined before the step about the network. */
  boot: Boot | null | undefined;
  /** This machine's address in the nodes' network, which also is their name server; null if it has none. */
  gateway: string | null = null;
  /** Who answers DHCP requests in the nodes' network; listened to while other steps run. Null: nobody was asked. */
  dhcp: { readonly place: DhcpPlace; readonly survey: Promise<DhcpSurvey | null> } | null = null;
  /** For somebody else's DHCP server. */
  snippets: readonly DhcpSnippet[] = [];
  /** The network to which the console can add boot options. */
  change: PreflightStep['change'] = null;
  #bootUrl: BootUrl | undefined;

  constructor(subject: Subject, signal: AbortSignal) {
    this.subject = subject;
    this.signal = signal;
  }

  /** The first of the nodes; they differ in names only. */
  get node(): NodeRow {
    const [first] = this.subject.nodes;
    if (first === undefined) throw new Error('there is a node at least');
    return first;
  }

  /** What its firmware, or the iPXE on its disk, loads first. Only after the step about the network. */
  get bootUrl(): BootUrl {
    return (this.#bootUrl ??= this.#openBootUrl());
  }

  #openBootUrl(): BootUrl {
    const { boot } = this;
    if (boot == null) throw new Error('it does not boot over the network');
    const { bootProgramUrl, bootScriptUrl, authority } = boot.facts;
    const isDisk = this.node.bootSource.kind === 'ipxe-disk';
    const url = isDisk ? (bootScriptUrl ?? bootProgramUrl) : bootProgramUrl;
    if (url === null) throw new Error('it has nothing to boot over the network');
    return new BootUrl({
      url,
      authority,
      names: namesOf(boot),
      gateway: this.gateway,
      signal: this.signal,
    });
  }
}

/** What the nodes' name server has entries for. */
export const namesOf = ({ where, facts }: Boot): NetworkModel['names'] =>
  where.kind === 'own' ? where.network.names : entriesOf(facts);

/** Host entries with an address: what the nodes' gateway is in a network of somebody else is not known. */
export const entriesOf = ({ hosts }: BootFacts) => hosts.filter(({ address }) => address !== 'gateway');
