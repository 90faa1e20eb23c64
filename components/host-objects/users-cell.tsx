import { TD } from '../ui/style.ts';

interface UsersCellProps {
  /** Domains, or volumes that are based on it. */
  readonly users: readonly string[];
}

/** Who uses a network or a volume; on a narrow screen, where rows have no heads of columns, in words. */
export const UsersCell = ({ users }: UsersCellProps) => (
  <td className={`${TD} max-w-64 truncate text-ink-2`} title={users.join(', ')}>
    <span className="lg:hidden">used by </span>
    {users.join(', ') || 'nobody'}
  </td>
);
