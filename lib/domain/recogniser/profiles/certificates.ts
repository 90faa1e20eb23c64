import type { Rule } from '../rule.ts';

/** The micro-OS retries for a while; what it prints meanwhile is the cause. */
const GRACE = 60;

const CA_FIX =
  "The micro-OS was built with another CA than the orchestrator's certificate has now, or a proxy answers in place of the orchestrator: check the certificates there, then reset the node.";
const CLOCK_FIX =
  "The node takes its time from the host and from NTP: check the host's clock, and the orchestrator's, then reset the node.";

const refused = (text: string, cause: string, fix: string, changes: Partial<Rule> = {}): Rule => ({
  when: 'contains',
  text,
  until: 'provisioning',
  ...changes,
  failure: { class: 'onboarding', cause, fix, grace: GRACE, rank: 'cause' },
});

const CLOCK =
  "The clocks of node and orchestrator differ: by the node's clock, the orchestrator's certificate is not valid.";
const EXPIRED = "The orchestrator's certificate has expired.";
const UNKNOWN =
  "The micro-OS does not trust the orchestrator's certificate: it was signed by a CA that it does not know.";
const NAMES = "The orchestrator's certificate does not cover the name that the node connects to.";
const TOKEN = 'The clocks of node and orchestrator differ: a token is not valid yet.';

/**
 * Certificate and clock errors of programs in the micro-OS (Go, curl, OpenSSL, wget, rustls). The kernel's own X.509
 * messages, which every boot prints, are not among them.
 */
export const trustRules: readonly Rule[] = [
  refused('x509: certificate has expired or is not yet valid', CLOCK, CLOCK_FIX, { shape: / is before / }),
  refused('x509: certificate has expired or is not yet valid', EXPIRED, `Renew it. ${CLOCK_FIX}`),
  refused('certificate is not yet valid', CLOCK, CLOCK_FIX, { anyCase: true }),
  refused('certificate has expired', EXPIRED, `Renew it. ${CLOCK_FIX}`, { anyCase: true }),
  refused('x509: certificate is valid for', NAMES, CA_FIX),
  refused('x509: certificate is not valid for', NAMES, CA_FIX),
  refused('x509: cannot validate certificate for', NAMES, CA_FIX),
  refused('no alternative certificate subject name matches', NAMES, CA_FIX, { anyCase: true }),
  refused('x509: ', UNKNOWN, CA_FIX, { shape: /x509: (?:certificate|cannot|unhandled|.*unknown authority)/ }),
  refused('tls: failed to verify certificate', UNKNOWN, CA_FIX),
  refused('invalid peer certificate: UnknownIssuer', UNKNOWN, CA_FIX),
  refused('invalid peer certificate: NotValidForName', NAMES, CA_FIX),
  refused('remote error: tls: bad certificate', UNKNOWN, CA_FIX),
  refused('ssl certificate problem', UNKNOWN, CA_FIX, { anyCase: true }),
  refused('unable to get local issuer certificate', UNKNOWN, CA_FIX, { anyCase: true }),
  // Programs that generate one for themselves print this, too.
  refused('self', UNKNOWN, CA_FIX, {
    anyCase: true,
    shape:
      /self[- ]signed certificate in certificate chain|(?:error|fail|problem|verif|reject).{0,200}self[- ]signed certificate/i,
  }),
  refused('certificate verify failed', UNKNOWN, CA_FIX, { anyCase: true }),
  refused('certificate verification failed', UNKNOWN, CA_FIX, { anyCase: true }),
  refused('cannot verify', UNKNOWN, CA_FIX, { anyCase: true, shape: /cannot verify .{1,200}certificate/i }),
  ...[
    'token used before issued',
    'token is not valid yet',
    'token is not yet valid',
    'token is not active',
  ].map((text) => refused(text, TOKEN, CLOCK_FIX, { anyCase: true })),
  refused('clock skew', TOKEN, CLOCK_FIX, {
    anyCase: true,
    shape:
      /(?:error|fail|invalid|token|certificate).{0,200}clock skew|clock skew.{0,80}(?:too|error|fail|exceed)/i,
  }),
];
