-- CreateTable
CREATE TABLE "Fault" (
    "id" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rateKiBps" INTEGER,
    "lossPercent" INTEGER,
    "at" TEXT,
    "seconds" INTEGER,
    "state" TEXT NOT NULL,
    "fromBoot" INTEGER NOT NULL,
    "boot" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "begunAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "end" TEXT,
    "endedBy" TEXT,
    "problem" TEXT,

    CONSTRAINT "Fault_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Fault_nodeId_idx" ON "Fault"("nodeId");

-- CreateIndex
CREATE INDEX "Fault_state_idx" ON "Fault"("state");

-- AddForeignKey
ALTER TABLE "Fault" ADD CONSTRAINT "Fault_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;
