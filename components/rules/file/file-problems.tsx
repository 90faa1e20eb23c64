import type { RuleProblem } from '../../../lib/contract/rules.ts';
import { Note } from '../../ui/note.tsx';

interface FileProblemsProps {
  readonly name: string;
  readonly problems: readonly RuleProblem[];
}

/** Why a file is not used, field by field. */
export const FileProblems = ({ name, problems }: FileProblemsProps) => (
  <Note tone="bad" title={`${name} is not used until this is corrected`}>
    <ul className="mt-1 flex flex-col gap-0.5">
      {problems.map(({ field, message }) => (
        <li key={`${field} ${message}`} className="break-words">
          {field !== '' && <code className="font-mono text-xs">{field}: </code>}
          {message}
        </li>
      ))}
    </ul>
  </Note>
);
