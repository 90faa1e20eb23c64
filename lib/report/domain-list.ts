import {
  domainColumn,
  type DomainColumn,
  type DomainQuery,
  type HostDomain,
} from '../contract/host-domain.ts';
import { hasWords } from '../domain/filter-words.ts';
import { type Chosen, compare, parseChosen } from './sorting.ts';

type Wanted = Pick<DomainQuery, 'search' | 'show'>;

const STATE = 'state:';

/** `state:shut-off`, as a word of a search: states have spaces. */
export const stateFilter = (state: string): string => `${STATE}${state.replaceAll(' ', '-')}`;

/** Those that have every word of the search in their name, UUID or state; `state:paused` is a state. */
function matching(domains: readonly HostDomain[], { search, show }: Wanted): readonly HostDomain[] {
  if (search.trim() === '' && show === 'all') return domains;
  return domains.filter(
    ({ node, name, uuid, state }) =>
      (show === 'all' || node === null) &&
      hasWords(`${name} ${uuid} ${state}`, search, (word) =>
        word.startsWith(STATE) ? word === stateFilter(state) : null,
      ),
  );
}

type Sorting = Pick<DomainQuery, 'sort' | 'order'>;

/** By name; much cheaper for a list that is nearly so already than for any other. */
export const byName = <T extends Pick<HostDomain, 'name'>>(domains: readonly T[]): readonly T[] =>
  domains.toSorted((one, other) => compare(one.name, other.name));

/** Those of the same value are by name; what has no value is last in both directions. */
function ordered(domains: readonly HostDomain[], { sort, order }: Sorting): readonly HostDomain[] {
  const named = byName(domains);
  if (sort === 'name') return order === 'ascending' ? named : named.toReversed();
  const sign = order === 'ascending' ? 1 : -1;
  // A stable sort keeps those of the same value by name.
  return named.toSorted((one, other) => by(sort, sign, one, other));
}

function by(column: Exclude<DomainColumn, 'name'>, sign: 1 | -1, one: HostDomain, other: HostDomain): number {
  const [a, b] = [one[column], other[column]];
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  return a < b ? -sign : sign;
}

/** What a list of domains shows, of all that the host has. */
export const domainsOf = (domains: readonly HostDomain[], query: Wanted & Sorting): readonly HostDomain[] =>
  ordered(matching(domains, query), query);

/** What the address of the page says about its list. */
export interface DomainsAddress {
  readonly show: string;
  readonly filter: string;
  readonly sort: string;
}

export const chosenColumn = (sort: string): Chosen<DomainColumn> => parseChosen(domainColumn.options, sort);

/** The query for it; without a word the page shows those that are not nodes. */
export function queryOf({ show, filter, sort }: DomainsAddress): Wanted & Sorting {
  const { column = 'name', direction = 'ascending' } = chosenColumn(sort) ?? {};
  return { show: show === 'all' ? 'all' : 'others', search: filter, sort: column, order: direction };
}
