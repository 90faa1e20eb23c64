-- AlterTable
ALTER TABLE "Node" ADD COLUMN "files" TEXT;
ALTER TABLE "Node" ADD COLUMN "labels" TEXT;
ALTER TABLE "Node" ADD COLUMN "note" TEXT;

-- CreateTable
CREATE TABLE "Bulk" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "action" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "items" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateIndex
CREATE INDEX "Bulk_endedAt_idx" ON "Bulk"("endedAt");
