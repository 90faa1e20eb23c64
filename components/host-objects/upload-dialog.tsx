'use client';
import { useRef, useState } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { hostVolumeRequest, type HostVolume } from '../../lib/contract/host-pool.ts';
import { bytes as sizeText } from '../../lib/domain/format.ts';
import { useUploadVolume } from '../data/host-objects.ts';
import { fieldErrors } from '../data/hooks.ts';
import { UploadProgress } from '../images/upload-progress.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

interface UploadDialogProps {
  readonly host: string;
  readonly pool: string;
  /** What is overwritten; null: a new volume. */
  readonly volume: HostVolume | null;
  readonly onClose: () => void;
}

/** The file, what of it is written, and how it goes on. */
function useUpload({ host, pool, volume, onClose }: UploadDialogProps) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState(volume?.name ?? '');
  /** Null until something is written. */
  const [written, setWritten] = useState<number | null>(null);
  const [isStopped, setStopped] = useState(false);
  const stopping = useRef<AbortController>(null);
  const upload = useUploadVolume(host);
  const choose = (chosen: File | undefined): void => {
    if (chosen === undefined) return;
    upload.reset();
    setFile(chosen);
    setWritten(null);
    if (volume === null) setName(nameOf(chosen.name));
  };
  const send = (): void => {
    if (file === null) return;
    const controller = new AbortController();
    stopping.current = controller;
    setStopped(false);
    upload.mutate(
      {
        ...{ pool, name, file, isNew: volume === null && written === null, from: written ?? 0 },
        ...{ signal: controller.signal, onProgress: setWritten },
      },
      {
        onSuccess: onClose,
        onError: () => {
          if (!controller.signal.aborted) return;
          upload.reset();
          setStopped(true);
        },
      },
    );
  };
  const stop = (): void => stopping.current?.abort();
  return { file, name, setName, written, isStopped, choose, send, stop, upload };
}

/** Writes a file into a volume, new or present. It can be stopped, and goes on where it was. */
export function UploadDialog(props: UploadDialogProps) {
  const { pool, volume, onClose } = props;
  const { file, name, setName, written, isStopped, choose, send, stop, upload } = useUpload(props);
  const { isPending, error } = upload;
  const parsed = hostVolumeRequest.safeParse({ name, bytes: Math.max(file?.size ?? 0, 1) });
  const close = (): void => {
    stop();
    onClose();
  };
  const verb = written !== null ? 'Continue' : volume === null ? 'Upload' : 'Overwrite it';
  return (
    <Dialog
      title={volume === null ? `Upload into ${pool}` : `Overwrite ${volume.name}`}
      open
      typed
      onClose={close}
    >
      <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
        {volume !== null && (
          <p>The file is written over the volume from its start. What it has there now is lost.</p>
        )}
        {written === null && <Choice file={file} onChoose={choose} />}
        {volume === null && file !== null && written === null && (
          <TextField
            label="Name of the volume"
            mono
            value={name}
            onChange={setName}
            error={parsed.success ? fieldErrors(error).get('name') : parsed.error.issues[0]?.message}
          />
        )}
        {file !== null && written !== null && (
          <UploadProgress name={name} received={written} total={file.size}>
            {isPending && <Button onPress={stop}>Stop</Button>}
          </UploadProgress>
        )}
        {written !== null && (isStopped || error !== null) && (
          <p role="status" className="text-ink-2">
            {name} is incomplete: {sizeText(written)} are written. Continue, or delete the volume.
          </p>
        )}
        {error && <Problem error={error} />}
      </div>
      <DialogFooter>
        {!isPending && <Button onPress={onClose}>{written === null ? 'Cancel' : 'Close'}</Button>}
        <Button
          kind={verb === 'Overwrite it' ? 'danger' : 'primary'}
          isDisabled={file === null || file.size === 0 || !parsed.success || isPending}
          onPress={send}
        >
          {isPending ? 'Uploading …' : verb}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly file: File | null;
  readonly onChoose: (file: File | undefined) => void;
}

const Choice = ({ file, onChoose }: ChoiceProps) => (
  <div className="flex flex-wrap items-center gap-3">
    <FileTrigger onSelect={(files) => onChoose(files?.[0])}>
      <Button>{file === null ? 'Choose a file …' : 'Choose another file …'}</Button>
    </FileTrigger>
    {file !== null && (
      <p className="min-w-0">
        <span className="font-mono text-xs break-all">{file.name}</span>, {sizeText(file.size)}
      </p>
    )}
  </div>
);

/** A name that a volume may have, from that of a file. */
const nameOf = (file: string): string =>
  file
    .replaceAll(/[^A-Za-z0-9._+-]+/g, '-')
    .replace(/^[^A-Za-z0-9_]+/, '')
    .slice(0, 200);
