/** Headers of every response, of the API and of pages. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** API responses are data; one that a browser shows as a page can do nothing. */
export const API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
