-- AlterTable
ALTER TABLE "Boot" ADD COLUMN     "checkpoint" TEXT;

-- CreateTable
CREATE TABLE "Checkpoint" (
    "id" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "on" BOOLEAN NOT NULL,
    "readyAt" TIMESTAMP(3),
    "disk" TEXT NOT NULL,
    "diskGiB" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "orchestratorHost" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "createdBy" TEXT NOT NULL,

    CONSTRAINT "Checkpoint_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Checkpoint_nodeId_name_key" ON "Checkpoint"("nodeId", "name");

-- AddForeignKey
ALTER TABLE "Checkpoint" ADD CONSTRAINT "Checkpoint_nodeId_fkey" FOREIGN KEY ("nodeId") REFERENCES "Node"("id") ON DELETE CASCADE ON UPDATE CASCADE;
