/** What ssh's message means, and what to do next. */
export interface SshRefusal {
  readonly kind: 'unknown-key' | 'changed-key' | 'login' | 'jump-login' | 'unreachable' | 'forwarding';
  readonly message: string;
  readonly fix: string;
}

const CHECK = 'edit the host and check it again';

/** Of what ssh prints before it ends; null when it is about something else, such as libvirt at the far end. */
export function sshRefusal(text: string): SshRefusal | null {
  if (text.includes('IDENTIFICATION HAS CHANGED')) {
    const [, offending] = /Offending \S+ key in (\S+:\d+)/.exec(text) ?? [];
    return {
      kind: 'changed-key',
      message: `the machine shows another SSH key than the one that is known${offending === undefined ? '' : ` (${offending})`}, so nothing was sent to it`,
      fix: `Somebody may be between here and there. If the machine was installed anew: forget its old key (in the host's settings, or with ssh-keygen -R), then ${CHECK}.`,
    };
  }
  if (/Host key verification failed|No \S+ host key is known/.test(text)) {
    return {
      kind: 'unknown-key',
      message: 'the key of the SSH server is not known',
      fix: `Confirm it: ${CHECK}, and compare the fingerprint.`,
    };
  }
  const denied = /Permission denied \(([^)]*)\)|Too many authentication failures/.exec(text);
  if (denied !== null) {
    const offered = denied[1] === undefined ? '' : ` (it accepts: ${denied[1]})`;
    // The connection that its end has cut off is one of ssh's own to a program.
    const isJump = text.includes('UNKNOWN port 65535');
    return {
      kind: isJump ? 'jump-login' : 'login',
      message: `the ${isJump ? 'jump host' : 'SSH server'} accepts no key of the console's user${offered}; the console never types a password`,
      fix: 'As the user that runs the console: ssh-copy-id USER@MACHINE. Or name another key with keyfile= in the URI, or in ~/.ssh/config.',
    };
  }
  if (/administratively prohibited|open failed/.test(text)) {
    return {
      kind: 'forwarding',
      message: 'the SSH server forwards no connections',
      fix: 'Allow it in its sshd_config: AllowTcpForwarding local',
    };
  }
  const line = /^ssh: .*$|^kex_exchange_identification.*$|^Connection (?:timed out|closed|reset).*$/m.exec(
    text,
  );
  if (line === null) return null;
  return {
    kind: 'unreachable',
    message: line[0].trim(),
    fix: 'Check the name, the port and that sshd runs there; a jump host belongs into ~/.ssh/config.',
  };
}
