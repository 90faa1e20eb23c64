-- CreateTable
CREATE TABLE "Fault" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "nodeId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rateKiBps" INTEGER,
    "lossPercent" INTEGER,
    "at" TEXT,
    "seconds" INTEGER,
    "state" TEXT NOT NULL,
    "fromBoot" INTEGER NOT NULL,
    "boot" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "begunAt" DATETIME,
    "endedAt" DATETIME,
    "end" TEXT,
    "endedBy" TEXT,
    "problem" TEXT,
    CONSTRAINT "Fault_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Fault_nodeId_idx" ON "Fault"("nodeId");

-- CreateIndex
CREATE INDEX "Fault_state_idx" ON "Fault"("state");
