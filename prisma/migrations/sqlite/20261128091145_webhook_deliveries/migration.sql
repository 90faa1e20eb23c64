-- CreateTable
CREATE TABLE "Delivery" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "raisedAt" DATETIME NOT NULL,
    "nextAt" DATETIME,
    "endedAt" DATETIME,
    "tries" INTEGER NOT NULL,
    "attempts" TEXT NOT NULL,
    CONSTRAINT "Delivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Occurrence" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL DEFAULT '',
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT NOT NULL,
    "body" TEXT,
    "enabled" BOOLEAN NOT NULL,
    "disabledAt" DATETIME,
    "disabledReason" TEXT,
    "failingSince" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL
);
INSERT INTO "new_Webhook" ("createdAt", "createdBy", "enabled", "events", "id", "secret", "url") SELECT "createdAt", "createdBy", "enabled", "events", "id", "secret", "url" FROM "Webhook";
DROP TABLE "Webhook";
ALTER TABLE "new_Webhook" RENAME TO "Webhook";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_id_key" ON "Delivery"("id");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_state_idx" ON "Delivery"("webhookId", "state");

-- CreateIndex
CREATE INDEX "Delivery_endedAt_idx" ON "Delivery"("endedAt");

-- CreateIndex
CREATE INDEX "Occurrence_at_idx" ON "Occurrence"("at");
