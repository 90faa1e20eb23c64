// @ts-check

// Without Next's own type: importing it would bring its idea of process.env to every script that is checked along.
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The server compresses what is worth it; terminals and pictures do not pass here.
  compress: true,
  // `npm run check:types` judges; a build that does it again takes twice as long.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // TypeScript, like our own sources.
  transpilePackages: ['ven-client'],
  turbopack: {
    rules: {
      // React Aria's strings in other languages: the pages are in English only (`en-US`).
      '*.mjs': {
        condition: { path: /react-(aria|stately).*\/intl\/.*(?<!en-US)\.mjs$/ },
        loaders: ['./scripts/prepare/left-out.mjs'],
      },
      // JSON Schemas, which only the server makes of zod's, and every transport of socket.io but WebSockets.
      '*.js': {
        condition: {
          path: /(zod\/v4\/core\/(to-json-schema|json-schema-processors)|engine\.io-client\/build\/esm\/transports\/(polling|webtransport).*)\.js$/,
        },
        loaders: ['./scripts/prepare/left-out.mjs'],
      },
    },
  },
  experimental: { optimizePackageImports: ['lucide-react', 'react-aria-components'] },
};

export default config;
