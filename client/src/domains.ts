import { domainDeleted, domainRemoval } from '../../lib/contract/domain-removal.ts';
import {
  domainSnapshotList,
  type SnapshotDeletion,
  type SnapshotInput,
  type SnapshotRevertInput,
} from '../../lib/contract/domain-snapshot.ts';
import {
  domainActed,
  domainAdopted,
  hostDomainDetail,
  hostDomainList,
  type DomainAction,
  type DomainAdoptRequest,
  type DomainQuery,
} from '../../lib/contract/host-domain.ts';
import { type Http, query, segment } from './http.ts';

const at = (host: string, domain: string): string => `/hosts/${segment(host)}/domains/${segment(domain)}`;

/** Every domain of a host, by UUID or name. */
export function domainRequests(http: Http) {
  return {
    /** All of them by name, or what the query says. */
    list: (host: string, { offset, limit, ...rest }: Partial<DomainQuery> = {}) =>
      http.json(
        hostDomainList,
        'GET',
        `/hosts/${segment(host)}/domains${query({ ...rest, offset: offset?.toString(), limit: limit?.toString() })}`,
      ),
    get: (host: string, domain: string) => http.json(hostDomainDetail, 'GET', at(host, domain)),
    xml: (host: string, domain: string, which: 'present' | 'next' = 'present') =>
      http.text('GET', `${at(host, domain)}/xml?which=${which}`, { accept: 'application/xml' }),
    /** Makes a node of it; resolves to its id. */
    adopt: async (host: string, domain: string, body: DomainAdoptRequest) =>
      (await http.json(domainAdopted, 'POST', `${at(host, domain)}/adopt`, { body })).node,
    /** Null: it is gone. */
    act: async (host: string, domain: string, action: DomainAction) =>
      (await http.json(domainActed, 'POST', `${at(host, domain)}/actions`, { body: { action } })).domain,
    removal: (host: string, domain: string) => http.json(domainRemoval, 'GET', `${at(host, domain)}/removal`),
    /** Deletes it, and the disks with these targets. */
    remove: (host: string, domain: string, confirm: string, disks: readonly string[]) => {
      const query = new URLSearchParams({ confirm, disks: disks.join(',') });
      return http.json(domainDeleted, 'DELETE', `${at(host, domain)}?${query.toString()}`);
    },
    snapshots: snapshotRequests(http),
  };
}

/** Memory may be written or read, which has no time limit. */
function snapshotRequests(http: Http) {
  const all = (host: string, domain: string): string => `${at(host, domain)}/snapshots`;
  const one = (host: string, domain: string, name: string): string => `${all(host, domain)}/${segment(name)}`;
  return {
    list: async (host: string, domain: string) =>
      (await http.json(domainSnapshotList, 'GET', all(host, domain))).snapshots,
    xml: (host: string, domain: string, name: string) =>
      http.text('GET', `${one(host, domain, name)}/xml`, { accept: 'application/xml' }),
    take: async (host: string, domain: string, body: SnapshotInput) =>
      (await http.json(domainSnapshotList, 'POST', all(host, domain), { body, endless: true })).snapshots,
    revert: async (host: string, domain: string, name: string, body: SnapshotRevertInput) => {
      const path = `${one(host, domain, name)}/revert`;
      return (await http.json(domainSnapshotList, 'POST', path, { body, endless: true })).snapshots;
    },
    delete: (host: string, domain: string, name: string, how: SnapshotDeletion) => {
      const flags = { children: String(how.children), recordOnly: String(how.recordOnly) };
      const query = new URLSearchParams({ confirm: name, ...flags });
      return http.text('DELETE', `${one(host, domain, name)}?${query.toString()}`, { endless: true });
    },
  };
}
