'use client';
import Upload from 'lucide-react/icons/upload';
import { useRef, useState } from 'react';
import { DropZone } from 'react-aria-components/DropZone';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { bytes } from '../../lib/domain/format.ts';
import { fieldErrors } from '../data/hooks.ts';
import { useUploadImage } from '../data/images.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Problem } from '../ui/problem.tsx';
import { UploadProgress } from './upload-progress.tsx';

const TYPES = ['.iso', '.qcow2', '.img', '.raw'];

/** A name that an image may have, from that of a file. */
const nameOf = (file: string): string =>
  file
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63);

/** Choose or drop a file, look at its name, upload it; it can be cancelled until it is complete. */
export function UploadCard({ taken }: { readonly taken: readonly string[] }) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [sha256, setSha256] = useState('');
  const [received, setReceived] = useState(0);
  const aborting = useRef<AbortController>(null);
  const upload = useUploadImage();
  const choose = (chosen: File | undefined): void => {
    if (chosen === undefined || upload.isPending) return;
    upload.reset();
    setFile(chosen);
    setName(nameOf(chosen.name));
    setSha256('');
  };
  const send = (of: File): void => {
    const controller = new AbortController();
    aborting.current = controller;
    setReceived(0);
    upload.mutate(
      { file: of, name, sha256: sha256.trim(), signal: controller.signal, onProgress: setReceived },
      { onSuccess: () => setFile(null), onError: () => controller.signal.aborted && upload.reset() },
    );
  };
  const isTaken = taken.includes(name);
  return (
    <DropZone
      getDropOperation={() => (upload.isPending ? 'cancel' : 'copy')}
      onDrop={(event) => {
        const item = event.items.find((each) => each.kind === 'file');
        if (item?.kind === 'file') void item.getFile().then(choose);
      }}
      className="grid gap-3 rounded-lg border border-dashed border-edge bg-panel p-4 outline-none data-drop-target:border-accent data-drop-target:bg-hover data-focus-visible:outline-2 data-focus-visible:outline-accent"
    >
      {file === null ? (
        <Choice choose={choose} />
      ) : upload.isPending ? (
        <UploadProgress name={name} received={received} total={file.size}>
          <Button onPress={() => aborting.current?.abort()}>Cancel</Button>
        </UploadProgress>
      ) : (
        <FileForm
          file={file}
          {...{ name, setName, sha256, setSha256, isTaken }}
          error={upload.error}
          onSend={() => send(file)}
          onBack={() => setFile(null)}
        />
      )}
      {upload.data && file === null && (
        <Note alert tone="good" title={`“${upload.data.name}” was added.`}>
          Nodes can boot from it.
        </Note>
      )}
    </DropZone>
  );
}

interface FileFormProps {
  readonly file: File;
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly sha256: string;
  readonly setSha256: (checksum: string) => void;
  /** There is an image of that name. */
  readonly isTaken: boolean;
  readonly error: Error | null;
  readonly onSend: () => void;
  readonly onBack: () => void;
}

function FileForm(props: FileFormProps) {
  const { file, name, setName, sha256, setSha256, isTaken, error, onSend, onBack } = props;
  const errors = fieldErrors(error);
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <p className="text-sm">
        <span className="font-mono text-xs break-all">{file.name}</span>, {bytes(file.size)}
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name of the image"
          mono
          autoFocus
          value={name}
          onChange={setName}
          error={isTaken ? 'there is an image of this name already' : errors.get('name')}
        />
        <TextField
          label="Expected SHA-256 (optional)"
          mono
          value={sha256}
          onChange={setSha256}
          hint="The image is refused if its checksum differs."
          error={errors.get('sha256')}
        />
      </div>
      {error && <Problem error={error} />}
      <div className="flex gap-2">
        <Button kind="primary" type="submit" isDisabled={name === '' || isTaken}>
          Upload
        </Button>
        <Button onPress={onBack}>Choose another file</Button>
      </div>
    </form>
  );
}

function Choice({ choose }: { readonly choose: (file: File | undefined) => void }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Upload size={18} aria-hidden className="text-ink-3" />
      <p className="min-w-48 flex-1 text-ink-2">
        Drop an ISO, qcow2 or raw image here. Compressed files have to be unpacked first.
      </p>
      <FileTrigger
        acceptedFileTypes={TYPES}
        onSelect={(files) => {
          choose(files?.[0]);
        }}
      >
        <Button kind="primary">Choose a file …</Button>
      </FileTrigger>
    </div>
  );
}
