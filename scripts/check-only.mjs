// @ts-check

/**
 * Whether to only report what is missing: `npm start -- --check` passes the flag to the script, `npm start --check` turns
 * it into an npm setting.
 * @param {string[]} args
 */
export const isCheckOnly = (args) => args.includes('--check') || process.env.npm_config_check === 'true';
