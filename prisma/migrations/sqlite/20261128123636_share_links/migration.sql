-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_ShareLink" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hash" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "scope" TEXT NOT NULL,
    "passphraseHash" TEXT,
    "hideIdentifiers" BOOLEAN NOT NULL DEFAULT false,
    "downloads" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "creatorId" TEXT NOT NULL DEFAULT '',
    "expiresAt" DATETIME NOT NULL,
    "revokedAt" DATETIME,
    "revokedBy" TEXT,
    "lastUsedAt" DATETIME
);
INSERT INTO "new_ShareLink" ("createdAt", "createdBy", "expiresAt", "hash", "id", "revokedAt", "scope") SELECT "createdAt", "createdBy", "expiresAt", "hash", "id", "revokedAt", "scope" FROM "ShareLink";
DROP TABLE "ShareLink";
ALTER TABLE "new_ShareLink" RENAME TO "ShareLink";
CREATE UNIQUE INDEX "ShareLink_hash_key" ON "ShareLink"("hash");
CREATE INDEX "ShareLink_expiresAt_idx" ON "ShareLink"("expiresAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
