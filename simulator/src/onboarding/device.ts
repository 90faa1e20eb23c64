import { z } from 'zod';

const UUID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
const SERIAL = /^[A-Za-z0-9]{5,20}$/;
const MAC = /^(?:[0-9a-fA-F]{2}[-:]){5}[0-9a-fA-F]{2}$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$/;

/** The orchestrator's replacement for an invalid serial number. */
const NO_SERIAL = 'N/A';

export interface Device {
  readonly uuid: string;
  readonly serial: string;
  readonly mac: string;
  readonly ip: string;
}

const text = z.string().max(200).default('');

/** A device's description of itself. The two onboarding services use different names for its address. */
export const DeviceReport = z.object({
  uuid: text,
  serialnum: text,
  mac_id: text,
  host_ip: text,
  sut_ip: text,
});

/** The validated device, or what is wrong with the report. An invalid serial number is not an error. */
export function readDevice(report: z.output<typeof DeviceReport>): Device | { wrong: string } {
  const ip = report.host_ip === '' ? report.sut_ip : report.host_ip;
  if (!UUID.test(report.uuid))
    return { wrong: 'invalid OnboardNodeStreamRequest.Uuid: value must be a valid UUID' };
  if (!MAC.test(report.mac_id)) return { wrong: notMatching('MacId', MAC) };
  if (!IPV4.test(ip)) return { wrong: notMatching('HostIp', IPV4) };
  return {
    uuid: report.uuid.toLowerCase(),
    serial: SERIAL.test(report.serialnum) ? report.serialnum : NO_SERIAL,
    mac: report.mac_id.toLowerCase().replaceAll('-', ':'),
    ip,
  };
}

function notMatching(field: string, pattern: RegExp): string {
  return `invalid OnboardNodeStreamRequest.${field}: value does not match regex pattern ${JSON.stringify(pattern.source)}`;
}
