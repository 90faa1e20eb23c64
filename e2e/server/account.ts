/** The first administrator of every server that tests and benchmarks start. */
export const ACCOUNT = { email: 'presenter@example.org', password: 'a long enough password' };
