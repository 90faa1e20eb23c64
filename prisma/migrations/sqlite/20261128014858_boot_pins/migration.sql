-- AlterTable
ALTER TABLE "Boot" ADD COLUMN "pinnedAt" DATETIME;
ALTER TABLE "Boot" ADD COLUMN "pinnedBy" TEXT;
