/** What a node's network has to tell UEFI firmware, so that it boots over HTTP. */
export interface BootServer {
  readonly bootProgramUrl: string;
  readonly bootScriptUrl: string | null;
}

/** The DHCP options that a server of somebody else's has to send, as one sentence each. */
export function neededDhcpOptions({ bootProgramUrl, bootScriptUrl }: BootServer): string[] {
  return [
    `to clients of vendor class HTTPClient:Arch:00016 (UEFI HTTP boot, x86-64; option 93 is 16): option 60 "HTTPClient" and option 67 "${bootProgramUrl}"`,
    ...(bootScriptUrl === null
      ? []
      : [`to iPXE (it sends option 175, or user class "iPXE"): option 67 "${bootScriptUrl}"`]),
  ];
}
