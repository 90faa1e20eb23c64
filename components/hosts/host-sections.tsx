import { Link } from '../ui/link.tsx';
import { classes } from '../ui/style.ts';

const SECTIONS = [
  ['overview', 'Overview', ''],
  ['domains', 'Domains', '/domains'],
  ['networks', 'Networks', '/networks'],
  ['storage', 'Storage', '/storage'],
] as const;

type HostSection = (typeof SECTIONS)[number][0];

export const hostPath = (host: string): string => `/hosts/${encodeURIComponent(host)}`;

interface HostSectionsProps {
  readonly host: string;
  readonly chosen: HostSection;
}

/** Links to the pages of a host. */
export const HostSections = ({ host, chosen }: HostSectionsProps) => (
  <nav
    aria-label={`Pages of ${host}`}
    className="flex h-8 shrink-0 gap-1 overflow-x-auto border-b border-line px-3"
  >
    {SECTIONS.map(([id, title, path]) => (
      <Link
        key={id}
        href={`${hostPath(host)}${path}`}
        aria-current={id === chosen ? 'page' : undefined}
        className={classes(
          '-mb-px flex items-center border-b-2 px-2.5 whitespace-nowrap',
          id === chosen
            ? 'border-accent font-medium text-ink'
            : 'border-transparent text-ink-2 hover:text-ink',
        )}
      >
        {title}
      </Link>
    ))}
  </nav>
);
