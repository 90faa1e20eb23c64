import type { IncomingMessage } from 'node:http';
import { FIRST_DOMAINS_HEADER, writeFirstDomains } from '../../lib/contract/first-rows.ts';
import { type DomainQuery, domainQuery, type HostDomain } from '../../lib/contract/host-domain.ts';
import { queryOf } from '../../lib/report/domain-list.ts';

/** As many as a screen shows; the others follow soon. */
const FIRST = 24;
/** A list that is in memory needs less; the page does not wait for a host. */
const PATIENCE_MS = 100;

const DOMAINS_PAGE = /^\/hosts\/([\w.~%-]+)\/domains(?:\?(.*))?$/;

/** Of whose domains a whole page is the list; null for other pages, and for the parts that Next fetches. */
export function hostOfDomainsPage({
  url = '/',
  headers,
}: Pick<IncomingMessage, 'url' | 'headers'>): { readonly segment: string; readonly search: string } | null {
  const [, segment, search = ''] = DOMAINS_PAGE.exec(url) ?? [];
  if (segment === undefined || headers.accept?.includes('text/html') !== true) return null;
  return { segment, search };
}

export type ListDomains = (host: string, query: DomainQuery) => Promise<readonly HostDomain[]>;

/** Adds the first of a host's domains to the request for their page, as `addFirstNodes` does. */
export async function addFirstDomains(request: IncomingMessage, list: ListDomains): Promise<void> {
  const place = hostOfDomainsPage(request);
  // The page itself says why there are none.
  const first = place === null ? [] : await inTime(firstOf(place, list).catch(() => []));
  request.headers[FIRST_DOMAINS_HEADER] = writeFirstDomains(first);
}

/** Rejects when address or query are not understood. */
async function firstOf(
  { segment, search }: NonNullable<ReturnType<typeof hostOfDomainsPage>>,
  list: ListDomains,
): Promise<readonly HostDomain[]> {
  const given = new URLSearchParams(search);
  const [show = '', filter = '', sort = ''] = ['show', 'filter', 'sort'].map((name) => given.get(name) ?? '');
  const query = domainQuery.parse({ ...queryOf({ show, filter, sort }), limit: FIRST });
  return list(decodeURIComponent(segment), query);
}

/** None if they come later. */
async function inTime(list: Promise<readonly HostDomain[]>): Promise<readonly HostDomain[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly HostDomain[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE_MS);
  });
  try {
    return await Promise.race([list, late]);
  } finally {
    clearTimeout(timer);
  }
}
