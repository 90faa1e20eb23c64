// @ts-check
/** A loader that drops React Aria's strings in other languages: the pages are in English only (`en-US`). */
export default () => 'export default undefined;';
