/** For everything that this server sends: API and pages. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** Answers of the API are data; should a browser show one as a page, that page can do nothing. */
export const API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
