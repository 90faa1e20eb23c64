import type { Value } from '../xdr/codec.ts';
import type { connectionProcedures } from '../protocol/connection.ts';
import type { TypedParameter } from '../protocol/types.ts';
import type { Domain } from './domain.ts';
import type { Parameters } from './typed-parameters.ts';
import { toParameters } from './typed-parameters.ts';

export interface NodeInfo {
  /** The CPU's architecture, such as `x86_64`. */
  readonly model: string;
  /** KiB; see nodeGetMemoryStats where memory can be added while running. */
  readonly memory: bigint;
  /** CPUs on line. */
  readonly cpus: number;
  readonly mhz: number;
  /** NUMA cells. */
  readonly nodes: number;
  /** Sockets of each cell, cores of each socket, threads of each core. */
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

/** `model` travels as a C character array filled up with NULs. */
export function toNodeInfo(raw: Value<(typeof connectionProcedures.NODE_GET_INFO)['result']>): NodeInfo {
  const end = raw.model.indexOf(0);
  const characters = raw.model.slice(0, end < 0 ? raw.model.length : end).map((code) => code & 0xff);
  return { ...raw, model: Buffer.from(characters).toString('utf8') };
}

/** One domain's statistics; the names are those of virConnectGetAllDomainStats, such as `balloon.current`. */
export interface DomainStats {
  readonly domain: Domain;
  readonly stats: Parameters;
}

export function toDomainStats(domain: Domain, params: readonly TypedParameter[]): DomainStats {
  return { domain, stats: toParameters(params) };
}
