-- AlterTable
ALTER TABLE "Template" ADD COLUMN     "removedAt" TIMESTAMP(3);
