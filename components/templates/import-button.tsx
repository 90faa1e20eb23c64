'use client';
import { useState } from 'react';
import Upload from 'lucide-react/icons/upload';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { ConsoleError } from '../../lib/contract/error.ts';
import { TEMPLATE_FILE_BYTES, type Template } from '../../lib/contract/template.ts';
import { useTemplates } from '../data/hooks.ts';
import { useImportTemplate } from '../data/templates.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { toast } from '../ui/toast-queue.ts';

const NAME_LINE = /^["']?name["']?\s*:\s*["']?([^\s"',#]+)/m;

/** The start of the file, enough for the console to refuse what is too large. */
const textOf = (file: File): Promise<string> => file.slice(0, TEMPLATE_FILE_BYTES + 1).text();

/** Adds a template from a YAML file; asks before that becomes the next version of one that exists. */
export function ImportButton() {
  const { data: templates = [] } = useTemplates();
  const importing = useImportTemplate();
  const [yaml, setYaml] = useState('');
  const send = (text: string, basedOn?: number): void => {
    setYaml(text);
    importing.mutate(
      { yaml: text, ...(basedOn === undefined ? {} : { basedOn }) },
      { onSuccess: ({ name, version }) => toast('good', `${name}, version ${version}, is as in the file`) },
    );
  };
  const named = NAME_LINE.exec(yaml)?.[1];
  return (
    <>
      <FileTrigger
        acceptedFileTypes={['.yaml', '.yml', '.json']}
        onSelect={(files) => {
          const [file] = files ?? [];
          if (file) void textOf(file).then((text) => send(text));
        }}
      >
        <Button isDisabled={importing.isPending}>
          <Upload size={14} /> {importing.isPending ? 'Importing …' : 'Import'}
        </Button>
      </FileTrigger>
      {importing.error && (
        <Refused
          error={importing.error}
          existing={templates.find(({ name, shipped }) => name === named && !shipped)}
          onReplace={(version) => send(yaml, version)}
          onClose={() => importing.reset()}
        />
      )}
    </>
  );
}

interface RefusedProps {
  readonly error: Error;
  /** The template of that name, which the file could become a version of. */
  readonly existing: Template | undefined;
  readonly onReplace: (version: number) => void;
  readonly onClose: () => void;
}

function Refused({ error, existing, onReplace, onClose }: RefusedProps) {
  const problems = error instanceof ConsoleError && error.code === 'invalid' ? error.errors : [];
  const replaceable = error instanceof ConsoleError && error.code === 'conflict' ? existing : undefined;
  return (
    <Dialog title={replaceable ? `Replace ${replaceable.name}?` : 'Not imported'} open onClose={onClose}>
      <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
        {replaceable ? (
          <>
            <p>{error.message}</p>
            <p>
              The file would become version {replaceable.version + 1}. Version {replaceable.version} is kept.
            </p>
          </>
        ) : problems.length > 0 ? (
          <ul className="flex flex-col gap-1 font-mono text-xs">
            {problems.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        ) : (
          <Problem error={error} />
        )}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>{replaceable ? 'Keep it' : 'Close'}</Button>
        {replaceable && (
          <Button kind="primary" onPress={() => onReplace(replaceable.version)}>
            Save as version {replaceable.version + 1}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}
