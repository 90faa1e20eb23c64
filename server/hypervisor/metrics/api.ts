/** What a running domain has used since it was powered on. Times are in nanoseconds, amounts in bytes. */
export interface DomainCounters {
  readonly uuid: string;
  readonly name: string;
  /** libvirt's id: another one means that the counters began anew. */
  readonly powerOn: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** Of its whole QEMU process. */
  readonly cpuTime: number;
  /** How long its vCPUs were ready to run and had to wait for a processor. */
  readonly waitingTime: number | null;
  /** What its QEMU process has in the host's memory now. */
  readonly residentMiB: number | null;
  readonly diskRead: number | null;
  readonly diskWritten: number | null;
  readonly received: number | null;
  readonly sent: number | null;
}

/** What a host and its running domains have used. Null: libvirt does not say. */
export interface HostCounters {
  /** When it was read, on this machine's monotonic clock, in milliseconds. */
  readonly at: number;
  readonly cpus: number;
  /** Nanoseconds of all its processors since it was booted. */
  readonly time: { readonly busy: number; readonly idle: number; readonly waitingForDisks: number } | null;
  readonly memory: { readonly totalMiB: number; readonly usedMiB: number } | null;
  readonly domains: readonly DomainCounters[];
}
