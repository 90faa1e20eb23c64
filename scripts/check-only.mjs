// @ts-check

/**
 * Whether it is only asked what is missing: `npm start -- --check` hands the word to the script, `npm start --check`
 * makes it a setting of npm's.
 * @param {string[]} args
 */
export const isCheckOnly = (args) => args.includes('--check') || process.env.npm_config_check === 'true';
