import { execFile } from 'node:child_process';

/**
 * Tells systemd that the console serves (sd_notify(3)), if it was started as a unit of the type `notify`. Node.js has no
 * datagram sockets in the file system, so systemd's own program sends the message.
 */
export function notifyReady(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  complain: (problem: Error) => void,
): void {
  if (env.NOTIFY_SOCKET === undefined) return;
  execFile('systemd-notify', ['--ready', `--status=serving ${url}`], { env }, (error) => {
    if (error !== null) complain(error);
  });
}
