import { TH } from './style.ts';

/** The head of a table whose rows end with actions. */
export function TableHead({ columns }: { readonly columns: readonly string[] }) {
  return (
    <thead>
      <tr className="border-b border-line">
        {columns.map((column, index) => (
          <th key={column} className={index === 0 ? `${TH} pl-4` : TH}>
            {column}
          </th>
        ))}
        <th className={TH}>
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  );
}
