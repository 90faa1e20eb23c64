import type { Status, StatusIndication } from '../state/schema.ts';

/** Without `since` it is a default: new resources have the text, no indicator and the timestamp 0. */
function initial(text: string): Status {
  return { text, indicator: 'STATUS_INDICATION_UNSPECIFIED', since: 0 };
}

const now = () => Math.floor(Date.now() / 1000);

function setTo(indication: 'ERROR' | 'IN_PROGRESS' | 'IDLE' | 'UNSPECIFIED') {
  const indicator: StatusIndication = `STATUS_INDICATION_${indication}`;
  return (text: string): Status => ({ text, indicator, since: now() });
}

const idle = setTo('IDLE');
const busy = setTo('IN_PROGRESS');
const failed = setTo('ERROR');
const unknown = setTo('UNSPECIFIED');

/** The orchestrator's status texts and indicators, by field. */
export const status = {
  host: {
    initial: () => initial('Not Connected'),
    running: () => idle('Running'),
    rebooting: () => busy('Rebooting'),
    noConnection: () => failed('No Connection'),
    invalidated: () => idle('Invalidated'),
    deleting: () => busy('Deleting'),
    deletingAfter: (instanceId: string) => busy(`Deleting: waiting on ${instanceId} deletion`),
  },
  onboarding: {
    initial: () => initial('Not Connected'),
    done: () => idle('Onboarded'),
  },
  registration: {
    initial: () => initial('Unknown'),
    unknown: () => unknown('Unknown'),
    done: () => idle('Host is Registered'),
    uuidMismatch: (reported: string) =>
      failed(`Host Registration Failed due to mismatch of UUID, Reported UUID is: ${reported}`),
    serialMismatch: (reported: string) =>
      failed(
        `Host Registration Failed due to mismatch of Serial Number, Reported Serial Number is: ${reported}`,
      ),
  },
  power: {
    initial: () => initial('Unknown'),
    on: () => idle('Powered on'),
  },
  instance: {
    initial: () => initial('Not Installed'),
    initializing: () => busy('Initializing'),
    running: () => idle('Running'),
    unknown: () => unknown('Unknown'),
  },
  provisioning: {
    initial: () => initial('Not Provisioned'),
    inProgress: (detail = '') => busy(withDetail('Provisioning In Progress', detail)),
    failed: (detail: string) => failed(withDetail('Provisioning Failed', detail)),
    done: () => idle('Provisioned'),
  },
  update: { initial: () => initial('No Current Update') },
  attestation: { initial: () => initial('Unknown') },
} as const;

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}

/** Whether two statuses are equal, ignoring their timestamps. */
export function sameStatus(a: Status, b: Status): boolean {
  return a.text === b.text && a.indicator === b.indicator;
}
