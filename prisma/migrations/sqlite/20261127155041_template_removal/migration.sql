-- AlterTable
ALTER TABLE "Template" ADD COLUMN "removedAt" DATETIME;
