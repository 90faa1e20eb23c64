import { Link } from '../../ui/link.tsx';

const CHOICES = [
  { title: 'Present', path: '/', deleted: false },
  { title: 'Deleted', path: '/?show=deleted', deleted: true },
] as const;

/** Switches between present and deleted nodes. */
export const ShowChoice = ({ deleted }: { readonly deleted: boolean }) => (
  <nav aria-label="Which nodes" className="flex gap-0.5 rounded-md bg-sunken p-0.5 text-xs">
    {CHOICES.map((choice) => (
      <Link
        key={choice.path}
        href={choice.path}
        aria-current={choice.deleted === deleted ? 'page' : undefined}
        className={`rounded-sm px-2 py-0.5 ${choice.deleted === deleted ? 'bg-panel font-medium text-ink ring-1 ring-line-strong' : 'text-ink-2 hover:text-ink'}`}
      >
        {choice.title}
      </Link>
    ))}
  </nav>
);
