/** The parts of a domain that a test chooses; the rest is minimal. */
export interface DomainDescription {
  readonly name: string;
  readonly uuid: string;
  readonly memoryMiB?: number;
  readonly vcpus?: string;
  /** Goes into `<os>`, behind `<type>`. */
  readonly boot?: string;
  /** Attributes of `<os>`. */
  readonly osAttributes?: string;
  /** Goes next to `<os>`. */
  readonly elements?: string;
  readonly devices?: string;
  /** The model of the memory balloon. */
  readonly balloon?: 'none' | 'virtio';
}

/** A domain that QEMU runs without hardware virtualization. */
export function qemuDomain(description: DomainDescription): string {
  const { osAttributes = '', boot = '', devices = '', balloon = 'none' } = description;
  return `<domain type='qemu'>
  ${common(description)}
  <os ${osAttributes}><type arch='x86_64' machine='pc'>hvm</type>${boot}</os>
  <features><acpi/></features>
  <devices>
    <controller type='usb' model='piix3-uhci'/>
    <memballoon model='${balloon}'/>
    ${devices}
  </devices>
</domain>`;
}

/** A domain of libvirt's test driver, which only pretends. */
export function testDomain(description: DomainDescription): string {
  const { boot = '', devices = '' } = description;
  return `<domain type='test'>
  ${common(description)}
  <os><type>hvm</type>${boot}</os>
  <devices>${devices}</devices>
</domain>`;
}

function common({
  name,
  uuid,
  memoryMiB = 16,
  vcpus = '<vcpu>1</vcpu>',
  elements = '',
}: DomainDescription): string {
  return `<name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>${memoryMiB}</memory>${vcpus}${elements}`;
}
