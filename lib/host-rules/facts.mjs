// @ts-check

/**
 * What is known about a host. What was not looked at or cannot be found out from where the reader is, such as files of
 * another machine, is absent, and so are the checks of it. Null: looked for, and not there.
 * @typedef {object} HostFacts
 * @property {LibvirtFacts} [libvirt]
 * @property {string} [nodeVersion]  of Node.js, as in process.versions.node
 * @property {Processor} [processor]
 * @property {DeviceFacts | null} [kvmDevice]
 * @property {{ kind: 'kvm' | 'tcg', reason: string } | null} [acceleration]  what a guest that was run has shown
 * @property {PackageFacts} [packages]
 * @property {Readonly<Record<string, string | null>>} [programs]  paths by name
 * @property {(FirmwareFiles & { version?: string }) | null} [firmware]
 * @property {FirmwareFiles | null} [secureBootFirmware]
 * @property {boolean} [tpmEmulator]  whether libvirt offers one
 * @property {DaemonFacts} [daemons]
 * @property {AccessFacts} [access]
 * @property {readonly StrayLock[]} [strayLocks]
 * @property {readonly PoolFacts[]} [pools]
 * @property {BridgeFacts} [bridges]
 * @property {AddressFacts} [addresses]
 * @property {{ ipv4: boolean, ipv6: boolean }} [forwarding]
 * @property {FirewallFacts} [firewall]
 * @property {ConfinementFacts} [confinement]
 * @property {readonly SpaceFacts[]} [spaces]
 * @property {{ freeMiB: number }} [memory]
 * @property {Readonly<Record<string, string>>} [proxies]  environment variables that are set, by name in lower case
 */

/**
 * How a connection to libvirt ended.
 * @typedef {{ reached: true, hostname: string, libvirt: string, qemu: string } | { reached: false, reason: string, fix: string }} LibvirtFacts
 */

/**
 * @typedef {object} Processor
 * @property {string | null} virtualization  "vmx" (Intel) or "svm" (AMD)
 * @property {boolean} isVirtual  whether this machine is itself a guest
 */

/**
 * What `stat` reports about /dev/kvm.
 * @typedef {{ mode: number, uid: number, gid: number }} DeviceFacts
 */

/**
 * @typedef {object} PackageFacts
 * @property {readonly { name: string, version: string }[]} installed
 * @property {readonly string[]} missing
 */

/**
 * Files of a UEFI firmware: the code, and the matching empty variable store.
 * @typedef {{ code: string, variables: string }} FirmwareFiles
 */

/** @typedef {'answers' | 'absent' | 'forbidden' | 'silent'} SocketState */

/**
 * @typedef {object} DaemonFacts
 * @property {boolean} isSession  of the user's own libvirt, which no service manager starts
 * @property {string} program  that serves QEMU: the monolithic libvirtd, or virtqemud of the modular ones
 * @property {string} socket
 * @property {SocketState} state
 * @property {readonly string[]} beside  further modular daemons that listen
 * @property {SocketState} log  of virtlogd's socket
 */

/**
 * What is known about the user of this process.
 * @typedef {object} AccessFacts
 * @property {string} user
 * @property {string} uri
 * @property {boolean} isMember  of the group libvirt, according to the group database
 * @property {boolean} hasBus  whether polkit can be asked
 * @property {'socket' | 'polkit' | 'failure' | 'nobody'} refusedBy  `failure`: it is not about rights
 * @property {string} complaint
 */

/**
 * A lock of a serial port that names a process other than a libvirt daemon.
 * @typedef {{ file: string, pty: string, pid: number, program: string }} StrayLock
 */

/** @typedef {{ name: string, active: boolean, autostart: boolean }} PoolFacts */

/**
 * @typedef {object} BridgeFacts
 * @property {readonly { name: string, ports: readonly string[], delaysPorts: boolean }[]} all  `delaysPorts`: by the
 *   spanning tree protocol
 * @property {boolean} isFiltered  whether bridged IPv4 packets go through iptables
 */

/** @typedef {{ free: string | null }} AddressFacts  the first range that nothing of the host overlaps */

/**
 * @typedef {object} FirewallFacts
 * @property {string | null} backend  that libvirt's network.conf names
 * @property {string | null} iptables  path
 * @property {string | null} nft  path
 * @property {boolean} usesLegacyTables  whether rules exist in the old tables that nft does not show
 * @property {string | null} manager  another program that changes forwarding rules: "docker", "firewalld", "ufw"
 */

/** @typedef {{ apparmor: boolean, selinux: 'enforcing' | 'permissive' | null }} ConfinementFacts */

/**
 * @typedef {object} SpaceFacts
 * @property {'image-space' | 'data-space'} id
 * @property {string | null} folder
 * @property {number} freeGiB
 */

export {};
