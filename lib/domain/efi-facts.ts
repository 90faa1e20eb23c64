import type { EfiVariables } from '../contract/efi-variables.ts';

/** The state of Secure Boot, in words. */
export const SECURE_BOOT_WORDS: Readonly<Record<EfiVariables['secureBoot'], string>> = {
  on: 'on: a platform key is enrolled',
  off: 'off, although a platform key is enrolled',
  setup: 'off: no platform key is enrolled (setup mode)',
  unsupported: 'not supported by this firmware',
};

/** Who defines the variables of a GUID. */
const VENDORS: Readonly<Record<string, string>> = {
  '8be4df61-93ca-11d2-aa0d-00e098032b8c': 'UEFI',
  'd719b2cb-3d3a-4596-a3bc-dad00e67656f': 'UEFI security database',
  'f0a30bc7-af08-4556-99c4-001009c93a44': 'EDK II Secure Boot',
  'c076ec0c-7028-4399-a072-71ee5c448b9f': 'EDK II Secure Boot',
  '9073e4e0-60ec-4b6e-9903-4c223c260f3c': 'EDK II Secure Boot',
  'd9bee56e-75dc-49d9-b4d7-b534210f637a': 'EDK II Secure Boot',
  'eb704011-1402-11d3-8e77-00a0c969723b': 'EDK II monotonic counter',
  '59324945-ec44-4c0d-b1cd-9db139df070c': 'EDK II iSCSI',
  '4b47d616-a8d6-4552-9d44-ccad2e0f4cf9': 'EDK II iSCSI',
  '5b446ed1-e30b-4faa-871a-3654eca36080': 'EDK II IPv4',
  '937fe521-95ae-4d1a-8929-48bcd90ad31a': 'EDK II IPv6',
  '04b37fe8-f6ae-480b-bdd5-37d98c5e89aa': 'EDK II',
  '77fa9abd-0359-4d32-bd60-28f4e78f784b': 'Microsoft',
  '605dab50-e046-4300-abb6-3dd810dd8b23': 'shim',
  '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f': 'systemd boot loader interface',
};

/** The name of a variable's vendor; its GUID if that is not known. */
export const vendorName = (guid: string): string => VENDORS[guid] ?? guid;
