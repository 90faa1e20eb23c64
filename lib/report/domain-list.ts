import type { DomainColumn, DomainQuery, HostDomain } from '../contract/host-domain.ts';
import { hasWords } from '../domain/filter-words.ts';
import { compare } from './sorting.ts';

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

/** Those of the same value are by name; what has no value is last in both directions. */
function ordered(domains: readonly HostDomain[], { sort, order }: Sorting): readonly HostDomain[] {
  const sign = order === 'ascending' ? 1 : -1;
  const byName = (one: HostDomain, other: HostDomain): number => compare(one.name, other.name);
  if (sort === 'name') return domains.toSorted((one, other) => sign * byName(one, other));
  return domains.toSorted((one, other) => by(sort, sign, one, other) || byName(one, other));
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
