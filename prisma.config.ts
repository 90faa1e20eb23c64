import { defineConfig } from 'prisma/config';

// Only for `prisma generate`, and for editors. The database itself is found through DATABASE_URL by the server,
// which also applies the migrations.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
