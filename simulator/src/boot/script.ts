/** Parameters of the iPXE scripts. */
export interface ScriptFacts {
  /** Such as `http://192.168.150.1:8080`. */
  readonly base: string;
  readonly cluster: string;
  readonly promptDelaySeconds: number;
  readonly quietKernel: boolean;
  readonly microOsLogin: boolean;
}

/** Messages of the orchestrator's own scripts. Recognisers look for them, so they must not change. */
const TEXT = {
  started: '==== iPXE boot success, chainloading Micro-OS ====',
  registering: '=> Registering with Network',
  configured: 'Network Configuration Done',
  configuration: 'Network Configuration',
  chaining: '=> Chainloading to Micro-OS download iPXE script',
  noAddress: 'Unable to obtain the IP address',
  noOrchestrator: 'Unable to reach the edge orchestrator to proceed with the next step',
  noAddressAtAll:
    'Error: Unable to obtain the IP address, even after multiple attempts. Please ensure your DHCP server is up and accessible from this edge node.',
  loading: 'Loading the Micro-OS download iPXE script...',
  downloading: 'Starting to download the Micro-OS image',
  downloaded: 'The Micro-OS image downloaded successfully, booting into the Micro-OS...',
  noFiles:
    'Could not load resources. Please make sure that the files are reachable and network speed is appropriate.',
  again: 'Retry with UEFI HTTP Boot again',
} as const;

/**
 * The first script, which the orchestrator embeds in its signed iPXE. The simulator's iPXE has no embedded script and gets
 * this one through DHCP. From here on, paths contain the node's serial number, so that scenarios can be limited to it.
 */
export function chainScript({ base }: ScriptFacts): string {
  return `#!ipxe

echo ${TEXT.started}

set tink_url ${base}/tink-stack
isset \${serial} && set node \${serial:uristring} || set node none

set idx:int32 0
set retry_limit:int32 5
set network_scan_start \${unixtime}

:registerwithnetwork
echo
echo ${TEXT.registering}
isset \${ip} && goto networkconfig || dhcp && goto networkconfig || iseq \${idx} \${retry_limit} && goto ifconferror || inc idx && echo ${TEXT.noAddress} && echo RETRY NO \${idx} && goto registerwithnetwork

:networkconfig
set network_scan_end \${unixtime}
echo ${TEXT.configured}
echo
echo ${TEXT.configuration}
ifstat
route

:chainload
echo ${TEXT.chaining}
echo
set idx:int32 0
set retry_limit:int32 5
:chainloop
chain \${tink_url}/of/\${node}/boot.ipxe || iseq \${idx} \${retry_limit} && goto chainloaderror || inc idx && echo ${TEXT.noOrchestrator} && echo RETRY NO \${idx} && sleep 3 && goto chainloop

:ifconferror
echo
echo ${TEXT.noAddressAtAll}
echo ${TEXT.again}.
shell

:chainloaderror
echo
echo Error: ${TEXT.noOrchestrator}.
echo ${TEXT.again}.
shell
`;
}

/** The second script, the orchestrator's boot.ipxe: fetches the micro-OS and starts it. */
export function bootScript(facts: ScriptFacts, node: string): string {
  const { base, cluster, promptDelaySeconds, quietKernel, microOsLogin } = facts;
  const args = [
    `initrd=initramfs-\${arch}`,
    // The kernel's cipher self-tests take 1.5 s in software emulation.
    'cryptomgr.notests',
    // On a busy host, the emulated timer is too late for the kernel's timer test, and the kernel panics.
    'no_timer_check',
    'console=tty0',
    'console=ttyS1,115200',
    ...(quietKernel ? ['quiet', 'loglevel=2'] : []),
    `sim.base=${base}`,
    `sim.cluster=${cluster}`,
    `worker_id=\${bootdevmac}`,
    'sim.prompt_timeout=50',
    `sim.prompt_delay=${promptDelaySeconds}`,
    ...(microOsLogin ? ['sim.login=on'] : []),
  ];
  return `#!ipxe

echo ${TEXT.loading}
echo ${TEXT.downloading}

set arch x86_64
set bootdevmac \${net0/mac}
set download-url ${base}/tink-stack/of/${node}

:kernelboot
set idx:int32 0
set retry_limit:int32 5
:kernelloop
imgfetch --timeout=-1 \${download-url}/vmlinuz-\${arch} && goto initboot || iseq \${idx} \${retry_limit} && goto error || inc idx && echo Unable to load \${download-url}/vmlinuz-\${arch} && echo RETRY NO \${idx} && goto kernelloop
:initboot
set idx:int32 0
set retry_limit:int32 5
:initloop
initrd --timeout=-1 \${download-url}/initramfs-\${arch} && goto bootfinal || iseq \${idx} \${retry_limit} && goto error || inc idx && echo Unable to load \${download-url}/initramfs-\${arch} && echo RETRY NO \${idx} && goto initloop
:bootfinal
imgargs vmlinuz-\${arch} ${args.join(' ')}
imgselect vmlinuz-\${arch}
echo ${TEXT.downloaded}
boot

:error
echo ${TEXT.noFiles}
echo ${TEXT.again}
shell
`;
}
