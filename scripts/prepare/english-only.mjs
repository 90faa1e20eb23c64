// @ts-check
/** A loader for React Aria's strings of other languages: the pages are in English, and fall back to `en-US`. */
export default () => 'export default undefined;';
