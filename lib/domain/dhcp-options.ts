/** What a node's network has to tell UEFI firmware, so that it boots over HTTP. */
export interface BootServer {
  readonly bootProgramUrl: string;
  readonly bootScriptUrl: string | null;
}

/** The DHCP options that somebody else's server has to send, as one sentence each. */
export function neededDhcpOptions({ bootProgramUrl, bootScriptUrl }: BootServer): string[] {
  return [
    `to clients of vendor class HTTPClient:Arch:00016 (UEFI HTTP boot, x86-64; option 93 is 16): option 60 "HTTPClient" and option 67 "${bootProgramUrl}"`,
    ...(bootScriptUrl === null
      ? []
      : [`to iPXE (it sends option 175, or user class "iPXE"): option 67 "${bootScriptUrl}"`]),
  ];
}

/** The same as lines of dnsmasq’s configuration. */
export function dnsmasqOptions({ bootProgramUrl, bootScriptUrl }: BootServer): string[] {
  return [
    // UEFI HTTP clients, architecture 16; they accept only an answer that names their class.
    'dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016',
    'dhcp-option-force=tag:efi-http,60,HTTPClient',
    'dhcp-match=set:ipxe,175',
    `dhcp-boot=tag:efi-http,tag:!ipxe,"${bootProgramUrl}"`,
    ...(bootScriptUrl === null ? [] : [`dhcp-boot=tag:ipxe,"${bootScriptUrl}"`]),
    // iPXE need not wait for a PXE server of the proxy kind: there is none.
    'dhcp-option-force=tag:ipxe,encap:175,176,1b',
  ];
}

export interface DhcpSnippet {
  /** The DHCP server that reads it. */
  readonly server: string;
  readonly text: string;
}

interface Name {
  readonly address: string;
  readonly names: readonly string[];
}

/** What to add to the configuration of somebody else's DHCP server, by server. */
export function dhcpSnippets(server: BootServer, names: readonly Name[] = []): DhcpSnippet[] {
  const hosts = names.map(({ address, names: of }) => `host-record=${[...of, address].join(',')}`);
  return [
    { server: 'dnsmasq', text: [...dnsmasqOptions(server), ...hosts].join('\n') },
    { server: 'ISC dhcpd', text: iscClasses(server) },
    { server: 'Kea', text: keaClasses(server) },
  ];
}

function iscClasses({ bootProgramUrl, bootScriptUrl }: BootServer): string {
  const program = `class "efi-http" {
  match if substring(option vendor-class-identifier, 0, 21) = "HTTPClient:Arch:00016";
  option vendor-class-identifier "HTTPClient";
  option bootfile-name "${bootProgramUrl}";
}`;
  if (bootScriptUrl === null) return program;
  return `${program}
class "ipxe" {
  match if option user-class = "iPXE";
  option bootfile-name "${bootScriptUrl}";
}`;
}

function keaClasses({ bootProgramUrl, bootScriptUrl }: BootServer): string {
  const always = { 'always-send': true };
  const program = {
    name: 'efi-http',
    test: "substring(option[60].hex, 0, 21) == 'HTTPClient:Arch:00016'",
    'option-data': [
      { name: 'vendor-class-identifier', data: 'HTTPClient', ...always },
      { name: 'boot-file-name', data: bootProgramUrl, ...always },
    ],
  };
  const script = {
    name: 'ipxe',
    test: "option[77].hex == 'iPXE'",
    'option-data': [{ name: 'boot-file-name', data: bootScriptUrl, ...always }],
  };
  const classes = bootScriptUrl === null ? [program] : [program, script];
  return `"client-classes": ${JSON.stringify(classes, undefined, 2)}`;
}
