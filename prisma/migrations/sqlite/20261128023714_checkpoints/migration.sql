-- AlterTable
ALTER TABLE "Boot" ADD COLUMN "checkpoint" TEXT;

-- CreateTable
CREATE TABLE "Checkpoint" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "nodeId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "on" BOOLEAN NOT NULL,
    "readyAt" DATETIME,
    "disk" TEXT NOT NULL,
    "diskGiB" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "orchestratorHost" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    CONSTRAINT "Checkpoint_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Checkpoint_nodeId_name_key" ON "Checkpoint"("nodeId", "name");
