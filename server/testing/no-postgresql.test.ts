import { test } from 'vitest';

test.skip('the tests of databases on PostgreSQL: it is not installed (Debian: apt-get install postgresql)');
