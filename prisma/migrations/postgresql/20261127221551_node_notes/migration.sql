-- AlterTable
ALTER TABLE "Node" ADD COLUMN     "files" TEXT,
ADD COLUMN     "labels" TEXT,
ADD COLUMN     "note" TEXT;

-- CreateTable
CREATE TABLE "Bulk" (
    "id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "items" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "recordedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Bulk_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Bulk_endedAt_idx" ON "Bulk"("endedAt");
