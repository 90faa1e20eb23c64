// Types of add-ons name the terminal of pages, whose types would bring those of a browser here.
export * from '@xterm/headless';
