-- AlterTable
ALTER TABLE "Node" ADD COLUMN "bootSource" TEXT;
ALTER TABLE "Node" ADD COLUMN "seedPassword" TEXT;

-- CreateTable
CREATE TABLE "Image" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "host" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "diskBytes" BIGINT NOT NULL,
    "sha256" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "completedAt" DATETIME
);
