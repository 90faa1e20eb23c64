-- AlterTable
ALTER TABLE "Boot" ADD COLUMN "powerOnId" TEXT;
ALTER TABLE "StageEvent" RENAME COLUMN "said" TO "statuses";

-- CreateTable
CREATE TABLE "Recording" (
    "bootId" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "removedAt" DATETIME,

    PRIMARY KEY ("bootId", "port"),
    CONSTRAINT "Recording_bootId_fkey" FOREIGN KEY ("bootId") REFERENCES "Boot" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Host" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "uri" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "probe" TEXT
);

-- CreateTable
CREATE TABLE "Orchestrator" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "secrets" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Template" (
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,

    PRIMARY KEY ("name", "version")
);

-- CreateTable
CREATE TABLE "Network" (
    "host" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subnet" TEXT NOT NULL,

    PRIMARY KEY ("host", "name")
);

-- CreateTable
CREATE TABLE "ShareLink" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hash" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "revokedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "ShareLink_hash_key" ON "ShareLink"("hash");

-- CreateIndex
CREATE INDEX "ShareLink_expiresAt_idx" ON "ShareLink"("expiresAt");

-- What used to be in keys of settings. `power-on NODE` was "BOOT IDENTITY", and the identity may contain spaces.
UPDATE "Boot" SET "powerOnId" = (
    SELECT substr("value", instr("value", ' ') + 1) FROM "Setting"
    WHERE "key" = 'power-on ' || "Boot"."nodeId" AND substr("value", 1, instr("value", ' ') - 1) = "Boot"."id"
);

-- `subnet HOST NETWORK`
INSERT INTO "Network" ("host", "name", "subnet")
    SELECT substr("key", 8, instr(substr("key", 8), ' ') - 1), substr("key", 8 + instr(substr("key", 8), ' ')), "value"
    FROM "Setting" WHERE "key" LIKE 'subnet % %';

-- Without the name of the network; its nodes know it.
INSERT OR IGNORE INTO "Network" ("host", "name", "subnet")
    SELECT DISTINCT "Node"."host", "Node"."network", "Setting"."value" FROM "Node", "Setting"
    WHERE "Setting"."key" = 'simulator.subnet' AND "Node"."orchestrator" = 'simulator';

-- What is known of a host's acceleration is found again within seconds.
DELETE FROM "Setting" WHERE "key" LIKE 'power-on %' OR "key" LIKE 'subnet %' OR "key" LIKE 'acceleration:%'
    OR "key" = 'simulator.subnet';
