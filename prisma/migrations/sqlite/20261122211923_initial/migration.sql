-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "template" TEXT NOT NULL,
    "orchestrator" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "uuid" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "mac" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "orchestrator" TEXT,
    "flow" TEXT NOT NULL,
    "bootMethod" TEXT NOT NULL,
    "vcpus" INTEGER NOT NULL,
    "memoryMiB" INTEGER NOT NULL,
    "diskGiB" INTEGER NOT NULL,
    "runId" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "failure" TEXT,
    "progress" TEXT,
    "address" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "readyAt" DATETIME,
    "deletedAt" DATETIME,
    "liveName" TEXT,
    "liveSerial" TEXT,
    "liveUuid" TEXT,
    CONSTRAINT "Node_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "step" TEXT,
    "request" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "error" TEXT,
    CONSTRAINT "Operation_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Boot" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "nodeId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "endReason" TEXT,
    "failure" TEXT,
    CONSTRAINT "Boot_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StageEvent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "bootId" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "outcome" TEXT NOT NULL,
    "evidence" TEXT,
    "progress" TEXT,
    CONSTRAINT "StageEvent_bootId_fkey" FOREIGN KEY ("bootId") REFERENCES "Boot" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "expiresAt" DATETIME NOT NULL,
    CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "sequence" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "by" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "outcome" TEXT NOT NULL,
    "detail" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Node_liveName_key" ON "Node"("liveName");

-- CreateIndex
CREATE UNIQUE INDEX "Node_liveSerial_key" ON "Node"("liveSerial");

-- CreateIndex
CREATE UNIQUE INDEX "Node_liveUuid_key" ON "Node"("liveUuid");

-- CreateIndex
CREATE INDEX "Node_deletedAt_idx" ON "Node"("deletedAt");

-- CreateIndex
CREATE INDEX "Node_runId_idx" ON "Node"("runId");

-- CreateIndex
CREATE INDEX "Operation_nodeId_recordedAt_idx" ON "Operation"("nodeId", "recordedAt");

-- CreateIndex
CREATE INDEX "Operation_state_idx" ON "Operation"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Boot_nodeId_number_key" ON "Boot"("nodeId", "number");

-- CreateIndex
CREATE INDEX "StageEvent_bootId_startedAt_idx" ON "StageEvent"("bootId", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_hash_key" ON "Session"("hash");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEvent_id_key" ON "AuditEvent"("id");
