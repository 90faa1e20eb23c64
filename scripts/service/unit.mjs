// @ts-check
import path from 'node:path';
import { ROOT } from '../root.mjs';

/**
 * @typedef {object} ServiceSettings
 * @property {string} name  of the unit, without its suffix
 * @property {string} user
 * @property {string} data  the data directory; below /var/lib
 * @property {string} environment  file with further variables, such as VEN_ADMIN_PASSWORD
 * @property {string} root  the clone
 * @property {string} node  the program
 */

/** @type {ServiceSettings} */
export const DEFAULTS = {
  name: 'ven',
  user: 'ven',
  data: '/var/lib/ven',
  environment: '/etc/ven.env',
  root: ROOT,
  node: process.execPath,
};

export const STATE = '/var/lib/';

/** @param {string} place */
const isInHome = (place) => /^\/(home|root|run\/user)(\/|$)/.test(place);

/**
 * In units, % begins a specifier and $ a variable. Values with spaces are quoted.
 * @param {string} text
 */
const escaped = (text) => {
  const plain = text.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"'\\]/.test(plain) ? `"${plain.replace(/["\\]/g, String.raw`\$&`)}"` : plain;
};

/**
 * The console may write in its data directory only. It needs /dev/kvm's mode (so no PrivateDevices=), the process names of
 * others (so no ProtectProc=), and just-in-time compilation (so no MemoryDenyWriteExecute=).
 * @param {ServiceSettings} settings
 */
export function unit({ name, user, data, environment, root, node }) {
  const home = isInHome(root) || isInHome(node) ? 'read-only' : 'yes';
  return `[Unit]
Description=Virtual Edge Node Console
Documentation=file://${path.join(root, 'docs', 'installation.md').replaceAll('%', '%%')}
Wants=network-online.target libvirtd.socket virtlogd.socket
After=network-online.target libvirtd.socket virtlogd.socket postgresql.service

[Service]
Type=notify
# systemd-notify, which the console starts when it is ready, is another process than the main one.
NotifyAccess=all
User=${user}
WorkingDirectory=${root.replaceAll('%', '%%')}
StateDirectory=${data.slice(STATE.length)}
StateDirectoryMode=0700
UMask=0077
Environment=NODE_ENV=production VEN_DATA_DIR=${data} HOME=${data}
EnvironmentFile=-${environment}
ExecStart=${escaped(node)} scripts/start.mjs
# Children, such as the simulator, are ended by the console; what is left after its time is up is killed.
KillMode=mixed
TimeoutStartSec=180
TimeoutStopSec=30
Restart=on-failure
RestartSec=5
StandardOutput=journal
StandardError=journal
SyslogIdentifier=${name}

CapabilityBoundingSet=CAP_NET_BIND_SERVICE
AmbientCapabilities=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=${home}
PrivateTmp=yes
DevicePolicy=closed
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service @pkey
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}
